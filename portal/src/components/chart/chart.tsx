import { Skeleton } from "@mantine/core";
import { lazy, Suspense } from "react";

import type { LineChartProps } from "@/components/chart/line-chart";

const LineChart = lazy(() => import("@/components/chart/line-chart"));

/** Curves over time; the drawing itself is fetched when the first one is shown. */
export function Chart(props: LineChartProps) {
  return (
    <Suspense fallback={<Skeleton height={props.height ?? 260} />}>
      <LineChart {...props} />
    </Suspense>
  );
}
