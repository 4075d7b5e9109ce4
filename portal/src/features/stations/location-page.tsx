import { Button, SimpleGrid, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { ChangeLink } from "@/components/acts";
import { ButtonLink } from "@/components/button-link";
import { confirmAct } from "@/components/confirm";
import { Facts, Section } from "@/components/detail";
import { Figure } from "@/components/figure";
import { Page } from "@/components/page";
import { ReadPage } from "@/components/read-page";
import { Answered } from "@/components/states";
import { tellDone } from "@/components/toasts";
import {
  LocationFaults,
  LocationSessions,
  LocationStations,
} from "@/features/stations/location-rows";
import { LocationUse } from "@/features/stations/location-use";
import { useOwnParties } from "@/features/stations/own-parties";
import classes from "@/features/stations/station.module.css";
import { useGo } from "@/lib/going";
import { useMay } from "@/lib/me";
import { power } from "@/lib/quantities";
import { t } from "@/lib/words";

type Location = Schemas["Location"];

/** A location: how much it is used, what is wrong there, who charges, and its stations. */
export function LocationPage() {
  const { location: id = "" } = useParams({ strict: false });
  const read = rest.useQuery("get", "/api/v1/locations/{location_id}", {
    params: { path: { location_id: id } },
  });
  return (
    <ReadPage query={read} title={t("Location")}>
      {(location) => <Told key={id} location={location} />}
    </ReadPage>
  );
}

function Told({ location }: { location: Location }) {
  const mayEdit = useMay("locations.edit");
  const maySeeStations = useMay("stations.read");
  const maySeeSessions = useMay("sessions.read");
  const maySeeAccess = useMay("access.decisions.read");
  const { id } = location;
  return (
    <Page
      title={location.name}
      actions={
        <>
          {maySeeAccess && (
            <ButtonLink to={`locations/${id}/access`} variant="default">
              {t("Who may charge, by hour")}
            </ButtonLink>
          )}
          {mayEdit && <Acts location={location} />}
        </>
      }
    >
      {maySeeStations && <Figures id={id} sessions={maySeeSessions} />}
      <div className={classes.columns}>
        <div className={classes.column}>
          {maySeeSessions && (
            <>
              <LocationUse id={id} />
              <LocationSessions id={id} />
            </>
          )}
          {maySeeStations && <LocationStations id={id} />}
        </div>
        <div className={classes.column}>
          {maySeeStations && <LocationFaults id={id} />}
          <Section title={t("The place")}>
            <Facts
              facts={[
                [t("Address"), location.address],
                [t("Postal code"), location.postal_code],
                [t("City"), location.city],
                [t("Country"), location.country],
                [t("Time zone"), location.timezone],
                [
                  t("Coordinates"),
                  location.latitude === null
                    ? null
                    : `${location.latitude}, ${location.longitude ?? ""}`,
                ],
                [t("Party"), <PartyName key="party" id={location.party_id} />],
                [t("Partners are told of it"), location.publish ? t("yes") : t("no")],
              ]}
            />
          </Section>
        </div>
      </div>
    </Page>
  );
}

/** What partners call the party to which it belongs, where that may be seen. */
function PartyName({ id }: { id: string }) {
  const party = useOwnParties()?.find((one) => one.id === id);
  return party === undefined ? null : <bdi>{`${party.country_code}-${party.party_id}`}</bdi>;
}

function Figures({ id, sessions }: { id: string; sessions: boolean }) {
  const stations = rest.useQuery("get", "/api/v1/locations/{location_id}/overview", {
    params: { path: { location_id: id } },
  });
  const live = rest.useQuery(
    "get",
    "/api/v1/sessions/overview",
    { params: { query: { location_id: id } } },
    { enabled: sessions },
  );
  const at = { location: id };
  return (
    <Answered query={stations}>
      {(told) => (
        <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="xs">
          <Figure
            label={t("Connected")}
            value={t("{{shown}} of {{all}}", { shown: told.connected, all: told.stations })}
            hint={
              told.never_seen > 0
                ? t("{{number}} never seen", { number: told.never_seen })
                : undefined
            }
            to="stations"
            search={{ ...at, connected: "true" }}
          />
          <Figure
            label={t("Offline")}
            value={told.disconnected}
            loud={told.disconnected > 0}
            to="stations"
            search={{ ...at, connected: "false", never_seen: "false" }}
          />
          <Figure
            label={t("Open faults")}
            value={told.open_faults}
            loud={told.open_faults > 0}
            to="faults"
            search={{ ...at, open: "true" }}
          />
          {live.data !== undefined && (
            <Figure
              label={t("Sessions now")}
              value={live.data.live}
              hint={power(live.data.power_w)}
              to="sessions"
              search={{ location_id: id, open: "true" }}
            />
          )}
        </SimpleGrid>
      )}
    </Answered>
  );
}

function Acts({ location }: { location: Location }) {
  const go = useGo();
  const queries = useQueryClient();
  const mayAdd = useMay("stations.edit");
  const remove = async () => {
    await api.DELETE("/api/v1/locations/{location_id}", {
      params: { path: { location_id: location.id } },
    });
    tellDone(t("The location was removed"));
    await go("locations");
    await queries.invalidateQueries({ queryKey: ["get", "/api/v1/locations"] });
  };
  const ask = () =>
    confirmAct({
      title: t("Remove {{name}}?", { name: location.name.slice(0, 100) }),
      consequence: (
        <Text inherit>
          {t(
            "A location at which a station ever stood is not removed: its sessions are told by it. This cannot be undone.",
          )}
        </Text>
      ),
      label: t("Remove the location"),
      dangerous: true,
      run: remove,
    });
  return (
    <>
      <Button variant="subtle" color="gray" onClick={ask}>
        {t("Remove …")}
      </Button>
      <ChangeLink to={`locations/${location.id}/edit`} />
      {mayAdd && (
        <ButtonLink
          to="stations/new"
          search={{ location: location.id }}
          leftSection={<IconPlus size={14} aria-hidden />}
        >
          {t("Add station")}
        </ButtonLink>
      )}
    </>
  );
}
