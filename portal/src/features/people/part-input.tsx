import { Input, SegmentedControl, Stack } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { FleetName, LocationName } from "@/components/names";
import { FleetPicker, LocationPicker } from "@/components/pickers";
import { Several } from "@/components/several";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

type Part = Schemas["Part"];

export const EVERYWHERE: Part = { everywhere: true };

/** Tell whether a part is said to be somewhere, and nowhere yet. */
export function isUnsaid({ everywhere, locations = [], fleets = [] }: Part): boolean {
  return !everywhere && locations.length + fleets.length === 0;
}

interface Props {
  part: Part;
  onChange: (part: Part) => void;
  /** Whether it can hold at locations alone. */
  locationsOnly?: boolean;
}

/** Choose where something holds: everywhere, or at some locations and in some fleets alone. */
export function PartInput({ part, onChange, locationsOnly = false }: Props) {
  const mayLocations = useMay("locations.read");
  const mayFleets = useMay("fleets.read") && !locationsOnly;
  const { locations = [], fleets = [] } = part;
  const somewhere = locationsOnly ? t("At some locations") : t("At some locations or fleets");
  return (
    <Stack gap="sm" align="start">
      <Input.Wrapper label={t("Where it holds")} labelElement="div">
        <div>
          <SegmentedControl
            aria-label={t("Where it holds")}
            disabled={!mayLocations && !mayFleets}
            value={part.everywhere ? "everywhere" : "somewhere"}
            onChange={(where) => onChange({ everywhere: where === "everywhere" })}
            data={[
              { value: "everywhere", label: t("Everywhere") },
              { value: "somewhere", label: somewhere },
            ]}
          />
        </div>
      </Input.Wrapper>
      {!part.everywhere && (
        <>
          <Several
            ids={locations}
            onChange={(ids) => onChange({ ...part, locations: ids })}
            name={LocationName}
            picker={mayLocations ? LocationPicker : null}
            label={t("Add a location")}
          />
          <Several
            ids={fleets}
            onChange={(ids) => onChange({ ...part, fleets: ids })}
            name={FleetName}
            picker={mayFleets ? FleetPicker : null}
            label={t("Add a fleet")}
          />
        </>
      )}
    </Stack>
  );
}
