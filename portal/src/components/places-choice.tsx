import { SegmentedControl, Stack } from "@mantine/core";

import { LocationName, StationName } from "@/components/names";
import { LocationPicker, StationPicker } from "@/components/pickers";
import { Several } from "@/components/several";
import { t } from "@/lib/words";

/** Where something holds: everywhere, or at locations and stations. */
export interface Places {
  everywhere: boolean;
  locations: readonly string[];
  stations: readonly string[];
}

interface Props {
  places: Places;
  onChange: (places: Places) => void;
}

/** Choose where something holds. */
export function PlacesChoice({ places, onChange }: Props) {
  const { everywhere, locations, stations } = places;
  return (
    <Stack gap="sm" align="start">
      <SegmentedControl
        aria-label={t("Where it holds")}
        value={everywhere ? "everywhere" : "somewhere"}
        onChange={(where) => onChange({ ...places, everywhere: where === "everywhere" })}
        data={[
          { value: "everywhere", label: t("Everywhere") },
          { value: "somewhere", label: t("At some places") },
        ]}
      />
      {!everywhere && (
        <>
          <Several
            ids={locations}
            onChange={(ids) => onChange({ ...places, locations: ids })}
            name={LocationName}
            picker={LocationPicker}
            label={t("Add a location")}
          />
          <Several
            ids={stations}
            onChange={(ids) => onChange({ ...places, stations: ids })}
            name={StationName}
            picker={StationPicker}
            label={t("Add a station")}
          />
        </>
      )}
    </Stack>
  );
}
