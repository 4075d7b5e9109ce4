import { Button, Group, Text } from "@mantine/core";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { BriefTable } from "@/components/brief-table";
import { ButtonLink } from "@/components/button-link";
import { confirmAct } from "@/components/confirm";
import type { Column } from "@/components/list/columns";
import { Status } from "@/components/status";
import { tellDone } from "@/components/toasts";
import { PlaceNames } from "@/components/place-names";
import { useRenew } from "@/features/fleets/renew";
import { hoursOf } from "@/components/weekly-words";
import { useMay } from "@/lib/me";
import { exact } from "@/lib/time";
import { t } from "@/lib/words";

type Rule = Schemas["TeamRule"];

const columns: readonly Column<Rule>[] = [
  {
    id: "effect",
    header: t("Rule"),
    width: 90,
    priority: 1,
    cell: (rule) =>
      rule.effect === "allow" ? (
        <Status tone="good">{t("allows")}</Status>
      ) : (
        <Status tone="warn">{t("denies")}</Status>
      ),
  },
  { id: "where", header: t("Where"), width: 180, priority: 1, cell: (r) => <PlaceNames {...r} /> },
  { id: "when", header: t("When"), width: 200, priority: 1, cell: (r) => hoursOf(r.windows) },
  { id: "validity", header: t("Valid"), width: 180, priority: 3, cell: validity },
  { id: "note", header: t("Note"), width: 160, priority: 3, cell: (r) => <bdi>{r.note}</bdi> },
  { id: "acts", header: "", width: 160, priority: 2, cell: (rule) => <Acts rule={rule} /> },
];

function validity({ valid_from: from, valid_until: until }: Rule): string {
  if (from !== null && until !== null)
    return t("{{from}} until {{until}}", { from: exact(from), until: exact(until) });
  if (from !== null) return t("from {{from}} on", { from: exact(from) });
  return until === null ? t("always") : t("until {{until}}", { until: exact(until) });
}

/** The rules of a fleet: where and when its vehicles may charge. */
export function FleetRules({ id }: { id: string }) {
  const rules = rest.useQuery(
    "get",
    "/api/v1/fleets/{fleet_id}/rules",
    { params: { path: { fleet_id: id } } },
    { select: (items) => ({ items }) },
  );
  const allows = rules.data?.items.some((rule) => rule.effect === "allow") ?? false;
  return (
    <>
      <BriefTable
        label={t("Rules of the fleet")}
        query={rules}
        columns={columns}
        empty={t("None: its vehicles charge wherever and whenever their identifiers may.")}
      />
      {allows && (
        <Text size="sm">
          {t("Whatever none of the rules that allow covers is refused. A denial always wins.")}
        </Text>
      )}
    </>
  );
}

function Acts({ rule }: { rule: Rule }) {
  const renew = useRenew();
  if (!useMay("fleets.edit")) return null;
  const remove = async () => {
    await api.DELETE("/api/v1/fleets/{fleet_id}/rules/{rule_id}", {
      params: { path: { fleet_id: rule.fleet_id, rule_id: rule.id } },
    });
    await renew();
    tellDone(t("The rule was removed"));
  };
  const ask = () =>
    confirmAct({
      title: t("Remove this rule?"),
      consequence: t("From the next start on it holds no more. This cannot be undone."),
      label: t("Remove the rule"),
      dangerous: true,
      run: remove,
    });
  return (
    <Group gap={4} wrap="nowrap">
      <ButtonLink
        to={`fleets/${rule.fleet_id}/rules/${rule.id}`}
        variant="subtle"
        size="compact-sm"
      >
        {t("Change")}
      </ButtonLink>
      <Button variant="subtle" color="gray" size="compact-sm" onClick={ask}>
        {t("Remove …")}
      </Button>
    </Group>
  );
}
