import { useEffect, useRef } from "react";

import type { Ask, Asked, Filter } from "@/components/list/address";
import { useLocationFilter } from "@/lib/location-filter";

const NAMES = ["location", "location_id"];

/**
 * Let a list begin with the location that was chosen for all lists, and follow that choice.
 * An address that asks for something already means just that, and stays as it is.
 */
export function useDefaultLocation(
  filters: readonly Filter[],
  asked: Asked,
  ask: Ask,
  follows: boolean,
): void {
  const { location } = useLocationFilter();
  const name = follows ? filters.find((one) => NAMES.includes(one.name))?.name : undefined;
  const followed = useRef<string | null>(null);
  const begun = useRef(false);
  const plain = Object.keys(asked.filters).length === 0;
  useEffect(() => {
    const begins = !begun.current;
    begun.current = true;
    if (name === undefined || followed.current === location) return;
    followed.current = location;
    if (begins && !plain) return;
    ask({ [name]: location ?? undefined });
  }, [name, location, plain, ask]);
}
