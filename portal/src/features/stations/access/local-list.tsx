import { Button, List, Text } from "@mantine/core";
import { useState } from "react";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { Facts, Section } from "@/components/detail";
import { Answered } from "@/components/states";
import { Status } from "@/components/status";
import { tellDone, tellProblem } from "@/components/toasts";
import { listAnswers, listStates } from "@/features/stations/access/list-words";
import { useMay } from "@/lib/me";
import { useRenewAccess } from "@/lib/renew-access";
import { t, told } from "@/lib/words";

type LocalListView = Schemas["LocalListView"];

/** Who starts at a charger while its connection is down: its local list, and whether it holds. */
export function LocalList({ station }: { station: string }) {
  const maySee = useMay("access.control.read");
  const mayEdit = useMay("access.control.edit");
  const list = rest.useQuery(
    "get",
    "/api/v1/stations/{station_id}/local-list",
    { params: { path: { station_id: station } } },
    { enabled: maySee },
  );
  if (!maySee) return null;
  return (
    <Section title={t("Without a connection")} actions={mayEdit && <SendAgain station={station} />}>
      <Answered query={list}>{(found) => <Told list={found} />}</Answered>
    </Section>
  );
}

function Told({ list }: { list: LocalListView }) {
  const state = listStates[list.state];
  return (
    <>
      {!list.is_kept && (
        <Text>
          {t("Lists are not kept now: the setting is off, or access control is not enforced.")}
        </Text>
      )}
      <Facts
        facts={[
          [
            t("Local list"),
            <Status key="state" tone={state.tone} explained={told(list.meaning)}>
              {state.label}
            </Status>,
          ],
          [t("Confirmed version"), list.version],
          [
            t("On the list"),
            t("{{entries}} of {{listable}}", { entries: list.entries, listable: list.listable }),
          ],
          [t("It holds"), list.room],
          [t("Last sent"), list.sent_at === null ? null : <Age key="sent" at={list.sent_at} />],
          [t("Its answer"), list.outcome === null ? null : listAnswers[list.outcome]],
          [t("Version heard"), list.told_at === null ? null : <Age key="told" at={list.told_at} />],
          [
            t("With a connection"),
            list.starts_without_asking === true
              ? t("who is on the list starts at once, without our being asked")
              : null,
          ],
        ]}
      />
      <Reasons list={list} />
      <Evidence list={list} />
    </>
  );
}

/** Who is not on the list and why, and what must be set for it to do what it is for. */
function Reasons({ list }: { list: LocalListView }) {
  return (
    <>
      {list.entries > 0 && <Text size="sm">{told(list.choice)}</Text>}
      {list.left_out.length > 0 && (
        <List size="sm" aria-label={t("Who is not on the list")}>
          {list.left_out.map(({ reason, count: number, why }) => (
            <List.Item key={reason}>
              {t("{{number}} left out:", { number })} {told(why)}
            </List.Item>
          ))}
        </List>
      )}
      {list.must_be_set.length > 0 && (
        <List size="sm" aria-label={t("What must be set at the charger")}>
          {list.must_be_set.map((one) => (
            <List.Item key={one.key}>
              {told(one.why)} {t("Set it:")}{" "}
              <code className="wrap">
                {one.key} = {one.value}
              </code>
            </List.Item>
          ))}
        </List>
      )}
    </>
  );
}

function Evidence({ list }: { list: LocalListView }) {
  if (list.evidence.length === 0) return null;
  return (
    <details>
      <summary>{t("What it was told of its list, and answered")}</summary>
      <List size="sm">
        {list.evidence.map((one) => (
          <List.Item key={`${one.at} ${one.asked}`}>
            <code className="wrap">{one.asked}</code>{" "}
            <Text span size="sm" c="dimmed">
              <Age at={one.at} />: <bdi>{one.answered ?? one.outcome.replaceAll("_", " ")}</bdi>
            </Text>
          </List.Item>
        ))}
      </List>
    </details>
  );
}

function SendAgain({ station }: { station: string }) {
  const renew = useRenewAccess();
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    try {
      await api.POST("/api/v1/stations/{station_id}/local-list/send", {
        params: { path: { station_id: station } },
      });
      tellDone(t("The list is sent again, whole"));
    } catch (error) {
      tellProblem(t("It was not done"), error);
    } finally {
      setBusy(false);
      await renew();
    }
  };
  return (
    <Button variant="default" disabled={busy} onClick={() => void send()}>
      {t("Send the list again")}
    </Button>
  );
}
