import { Listed, LocationName, StationName } from "@/components/names";
import { t } from "@/lib/words";

interface Props {
  everywhere: boolean;
  locations: readonly string[];
  stations: readonly string[];
}

/** Where something holds, by names. */
export function PlaceNames({ everywhere, locations, stations }: Props) {
  if (everywhere) return <>{t("everywhere")}</>;
  return (
    <Listed
      names={[
        ...locations.map((id) => <LocationName key={id} id={id} />),
        ...stations.map((id) => <StationName key={id} id={id} />),
      ]}
    />
  );
}
