import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";

import type { Schemas } from "@/api/types";
import { AccessControl } from "@/app/overview/access-control";
import { AttentionList } from "@/app/overview/attention";
import { Chargers } from "@/app/overview/chargers";
import { useOverall } from "@/app/overview/overall";
import classes from "@/app/overview/overview.module.css";
import { SessionsNow } from "@/app/overview/sessions-now";
import { Today } from "@/app/overview/today";
import { Page } from "@/components/page";
import { Answered, Empty } from "@/components/states";
import { addressIn } from "@/lib/addresses";
import { useLocationFilter } from "@/lib/location-filter";
import { useMay, useMe } from "@/lib/me";
import { t } from "@/lib/words";

/** The first page: what needs somebody, what is true of the chargers, what goes on. */
export function OverviewPage() {
  const everywhere = useLocationFilter().location === null;
  return (
    <Page title={t("Overview")}>
      <Answered query={useOverall()}>
        {(overall) =>
          everywhere && overall.stations?.stations === 0 ? (
            <FirstStep />
          ) : (
            <Parts overall={overall} />
          )
        }
      </Answered>
    </Page>
  );
}

function Parts({ overall }: { overall: Schemas["Overall"] }) {
  const { attention, stations, sessions, denials, control } = overall;
  return (
    <div className={classes.grid}>
      <div className={classes.column}>
        <AttentionList concerns={attention} />
        <div className={classes.last}>{stations !== null && <Chargers figures={stations} />}</div>
      </div>
      <div className={classes.column}>
        {sessions !== null && <SessionsNow now={sessions} />}
        <Today denials={denials} sessions={sessions} />
        {control !== null && <AccessControl control={control} />}
      </div>
    </div>
  );
}

/** Before the first station there is nothing to count: say how it comes about. */
function FirstStep() {
  const { tenant } = useMe();
  const mayAdd = useMay("stations.edit");
  return (
    <Empty
      title={t("Add your first station")}
      actions={
        mayAdd && (
          <Button
            size="md"
            renderRoot={(root) => <Link {...root} to={addressIn(tenant, "stations/new")} />}
          >
            {t("Add a station")}
          </Button>
        )
      }
    >
      {t(
        "One short form ends with exactly what to type into the charger. As soon as it connects, this page shows what it does, who charges, and what needs you.",
      )}
    </Empty>
  );
}
