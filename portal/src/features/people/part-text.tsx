import type { Schemas } from "@/api/types";
import { FleetName, Listed, LocationName } from "@/components/names";
import { Said } from "@/components/said";
import { t } from "@/lib/words";

type Part = Schemas["Part"];

const SHOWN = 5;

/** Where something holds: everywhere, or at which locations and in which fleets. */
export function PartText({ part }: { part: Part }) {
  if (part.everywhere) return <>{t("everywhere")}</>;
  const { locations = [], fleets = [] } = part;
  return (
    <>
      {locations.length > 0 && <Locations ids={locations} />}{" "}
      {fleets.length > 0 && <Fleets ids={fleets} />}
    </>
  );
}

function Locations({ ids }: { ids: readonly string[] }) {
  const more = ids.length - SHOWN;
  const places = (
    <Listed
      names={ids.slice(0, SHOWN).map((id) => (
        <LocationName key={id} id={id} />
      ))}
    />
  );
  return more > 0 ? (
    <Said sentence="at <places/> and {{more}} more" parts={{ places }} values={{ more }} />
  ) : (
    <Said sentence="at <places/>" parts={{ places }} />
  );
}

function Fleets({ ids }: { ids: readonly string[] }) {
  const more = ids.length - SHOWN;
  const fleets = (
    <Listed
      names={ids.slice(0, SHOWN).map((id) => (
        <FleetName key={id} id={id} />
      ))}
    />
  );
  return more > 0 ? (
    <Said sentence="in <fleets/> and {{more}} more" parts={{ fleets }} values={{ more }} />
  ) : (
    <Said sentence="in <fleets/>" parts={{ fleets }} />
  );
}
