import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { RowTable } from "@/components/brief-table";
import { Section } from "@/components/detail";
import type { Column } from "@/components/list/columns";
import { Answered, Loading } from "@/components/states";
import type { Partner } from "@/features/roaming/roaming-words";
import { ShareRule } from "@/features/roaming/share-rule";
import { t } from "@/lib/words";

type Party = Schemas["SharedParty"];

const BASE = "/api/v1/roaming/publishing/partners/{partner_id}";

/** What is said of all that a party of ours owns. */
export function SharedParties({ partner: { id } }: { partner: Partner }) {
  const parties = rest.useQuery("get", `${BASE}/parties`, {
    params: { path: { partner_id: id } },
  });
  const columns: readonly Column<Party & { id: string }>[] = [
    {
      id: "party",
      header: t("Party"),
      width: 110,
      priority: 1,
      cell: ({ country_code, party }) => <bdi>{`${country_code}-${party}`}</bdi>,
    },
    {
      id: "rule",
      header: t("What is said"),
      width: 190,
      priority: 1,
      cell: ({ party_id, country_code, party, rule }) => (
        <ShareRule
          label={t("What is said of {{name}}", { name: `${country_code}-${party}` })}
          rule={rule}
          otherwise={t("as published")}
          keep={(shared) =>
            api.PUT(`${BASE}/parties/{party_id}`, {
              params: { path: { partner_id: id, party_id } },
              body: { shared },
            })
          }
        />
      ),
    },
    {
      id: "name",
      header: t("Company"),
      width: 180,
      priority: 3,
      cell: ({ name }) => <bdi title={name}>{name}</bdi>,
    },
  ];
  return (
    <Section title={t("By party")}>
      <Answered query={parties} loading={<Loading rows={2} />}>
        {(rows) => (
          <RowTable
            label={t("By party")}
            rows={rows.map((row) => ({ ...row, id: row.party_id }))}
            columns={columns}
          />
        )}
      </Answered>
    </Section>
  );
}
