import { Anchor, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";

import { Problem } from "@/api/problem";
import { Page } from "@/components/page";
import { Said } from "@/components/said";
import { Answered, Loading } from "@/components/states";
import { useMe } from "@/lib/me";
import { t } from "@/lib/words";

const DESCRIPTION = "/api/openapi.json";
const ApiBrowser = lazy(() => import("@/features/reference/api-browser"));

/** The REST API, to be read and tried; the browser itself is fetched when this is gone to. */
export function ApiPage() {
  const { tenant } = useMe();
  const description = useQuery({ queryKey: ["get", DESCRIPTION], queryFn: describe });
  return (
    <Page title={t("API")}>
      <Text maw={760}>
        <Said
          sentence="All that the portal does it does through this API. What you try here is done with your own permissions in <tenant/>, and really happens."
          parts={{ tenant: <bdi>{tenant.name}</bdi> }}
        />{" "}
        <Anchor inherit underline="always" href={DESCRIPTION}>
          {t("The description, as a file")}
        </Anchor>
      </Text>
      <Suspense fallback={<Loading rows={12} />}>
        <Answered query={description} loading={<Loading rows={12} />}>
          {(spec) => <ApiBrowser spec={spec} />}
        </Answered>
      </Suspense>
    </Page>
  );
}

async function describe({ signal }: { signal: AbortSignal }): Promise<object> {
  const response = await fetch(DESCRIPTION, { signal }).catch(() => {
    throw Problem.unreachable();
  });
  if (!response.ok) throw await Problem.of(response);
  return (await response.json()) as object;
}
