import { Code, Text } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { Facts, Section } from "@/components/detail";
import { Verdict } from "@/components/verdict";
import { worriesOf } from "@/features/audit/worries";
import { count } from "@/lib/quantities";
import { duration } from "@/lib/time";
import { useNow } from "@/lib/ticking";
import { t } from "@/lib/words";

type Status = Schemas["AuditStatus"];

/** How the log stands: what is signed, how old that is, and who outside was told. */
export function LogStatus({ status }: { status: Status }) {
  const { newest_head: head, newest_anchor: anchor } = status;
  const worries = worriesOf(status, useNow());
  return (
    <>
      <Verdict
        good={worries.length === 0}
        title={
          worries.length === 0
            ? t("The log grows, is signed and anchored as it should.")
            : t("Somebody should look at the log.")
        }
      >
        {worries.map((worry) => (
          <Text key={worry}>{worry}</Text>
        ))}
      </Verdict>
      <Section title={t("How it stands")}>
        <Facts
          facts={[
            [t("Entries"), count(status.size)],
            [t("Entries in the signed log"), count(status.signed_size)],
            [t("Oldest event that waits to be an entry"), duration(status.lag_s)],
            [t("Last signed head"), <Age key="head" at={head?.at} />],
            [t("Last anchor"), <Age key="anchor" at={anchor?.at} />],
            [t("Day of the last anchor"), anchor?.day],
            [
              t("Emptied by retention"),
              status.first_kept === 0
                ? null
                : t("entries before {{first}}", { first: status.first_kept }),
            ],
            [t("Signed root"), head && <Code key="root">{head.root}</Code>],
          ]}
        />
      </Section>
      <Witnesses status={status} />
    </>
  );
}

function Witnesses({ status }: { status: Status }) {
  const { witnesses, newest_anchor: anchor } = status;
  return (
    <Section title={t("Witnesses outside")}>
      {witnesses.length === 0 ? (
        <Text maw={860}>
          {t(
            "Nobody outside keeps our anchors. Whoever holds both the database and its key could write the history anew, and nobody could tell. Name a folder of another machine (CHARGEHOUSE_AUDIT__WITNESS_FOLDER) or an address that takes a POST (CHARGEHOUSE_AUDIT__WITNESS_URL), and restart the server: each day's anchor is then sent there.",
          )}
        </Text>
      ) : (
        <Facts
          facts={witnesses.map(({ name, told, told_at }) => [
            name,
            <span key={name}>
              {told === null
                ? t("told of nothing yet")
                : anchor !== null && told < anchor.number
                  ? t("behind: told up to anchor {{told}} of {{newest}}", {
                      told,
                      newest: anchor.number,
                    })
                  : t("told of every anchor")}{" "}
              {told_at !== null && <Age at={told_at} />}
            </span>,
          ])}
        />
      )}
    </Section>
  );
}
