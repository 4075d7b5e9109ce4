import { useLocalStorage } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";

import { steps, type TourStep } from "@/app/tour/steps";
import { addressIn } from "@/lib/addresses";
import { useMe } from "@/lib/me";

/** Where this browser is with the tour: not yet offered, at a stop, or done. */
type Place = "new" | "done" | number;

export interface Tour {
  place: Place;
  stops: readonly TourStep[];
  /** Go to a stop; past the last one, or at none, the tour is done. */
  go: (stop: number) => void;
  end: () => void;
}

function read(kept: string | undefined): Place {
  if (kept === undefined || kept === "new") return "new";
  const stop = Number(kept);
  return Number.isInteger(stop) && stop >= 0 ? stop : "done";
}

/** The tour of this browser, kept in it. */
export function useTour(): Tour {
  const me = useMe();
  const navigate = useNavigate();
  const [place, setPlace] = useLocalStorage<Place>({
    key: "chargehouse-tour",
    defaultValue: "new",
    getInitialValueInEffect: false,
    serialize: String,
    deserialize: read,
  });
  const stops = steps.filter((step) => me.permissions.includes(step.needs));
  const go = (stop: number) => {
    const next = stops[stop];
    setPlace(next === undefined ? "done" : stop);
    if (next !== undefined) {
      void navigate({ to: addressIn(me.tenant, next.to), search: next.search ?? {} });
    }
  };
  return { place, stops, go, end: () => setPlace("done") };
}
