import { Stack } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { type Count, Counts } from "@/app/overview/counts";
import { Section } from "@/components/detail";
import { t } from "@/lib/words";

type Control = Schemas["ControlSummary"];

/** Chargers by how they stand to their modes, and what is wrong with that. */
export function AccessControl({ control }: { control: Control }) {
  const governed = Object.values(control.by_sync).reduce((all, one) => all + one, 0);
  return (
    <Section title={t("Access control")}>
      <Stack gap={4}>
        <Counts label={t("Access problems")} whole={governed} counts={[problems(control)]} />
        <Counts label={t("Modes of chargers")} whole={governed} counts={modes(control)} />
      </Stack>
    </Section>
  );
}

function problems({ problems }: Control): Count {
  const search = { open: "true" };
  return { label: t("Access problems"), count: problems, to: "problems", search, loud: true };
}

function modes({ out_of_sync, by_sync }: Control): Count[] {
  const to = "charger-modes";
  return [
    {
      label: t("Chargers not known to be in their mode"),
      count: out_of_sync,
      to,
      search: { out_of_sync: "true" },
      loud: true,
    },
    {
      label: t("Changing their mode"),
      count: by_sync.changing ?? 0,
      to,
      search: { sync: "changing" },
    },
    {
      label: t("In their mode"),
      count: by_sync.in_sync ?? 0,
      to,
      search: { sync: "in_sync" },
    },
  ];
}
