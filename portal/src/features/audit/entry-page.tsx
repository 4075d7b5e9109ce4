import { Text } from "@mantine/core";
import { useParams } from "@tanstack/react-router";

import { rest } from "@/api/client";
import { Problem } from "@/api/problem";
import type { Schemas } from "@/api/types";
import { ButtonLink } from "@/components/button-link";
import { Page } from "@/components/page";
import { ReadPage } from "@/components/read-page";
import { ChangeTable } from "@/features/audit/change-table";
import { EntryData, EntryFacts } from "@/features/audit/entry-facts";
import { EntryProof } from "@/features/audit/entry-proof";
import { happened } from "@/features/audit/event-words";
import { t } from "@/lib/words";

const EMPTIED = "audit_entry_emptied";
/** The index that is asked for where an address has none: no log grows so far. */
const NOBODYS = Number.MAX_SAFE_INTEGER;

/** One entry of the log: what was done, before and after, and the proof that it stands there. */
export function EntryPage() {
  const { entry: asked = "" } = useParams({ strict: false });
  const isIndex = /^\d{1,15}$/.test(asked);
  const index = isIndex ? Number(asked) : NOBODYS;
  const entry = rest.useQuery("get", "/api/v1/audit/entries/{index}", {
    params: { path: { index } },
  });
  const title = t("Entry {{index}}", { index: isIndex ? index : "?" });
  if (entry.isError && Problem.from(entry.error).code === EMPTIED) {
    return (
      <Page title={title}>
        <Text maw={860}>
          {t(
            "Its time had come: entries are emptied when they are older than the settings say. Its hash is kept, so that the log can still be proven whole.",
          )}
        </Text>
        <EntryProof index={index} />
      </Page>
    );
  }
  return (
    <ReadPage query={entry} title={title}>
      {(entry) => <Told entry={entry} title={title} />}
    </ReadPage>
  );
}

function Told({ entry, title }: { entry: Schemas["AuditEntry"]; title: string }) {
  return (
    <Page
      title={`${title}: ${happened(entry.name)}`}
      actions={
        <ButtonLink to="audit" search={{ aggregate_id: entry.aggregate_id }} variant="default">
          {t("All that was done to it")}
        </ButtonLink>
      }
    >
      <EntryFacts entry={entry} />
      <ChangeTable entry={entry} />
      <EntryData entry={entry} />
      <EntryProof index={entry.index} />
    </Page>
  );
}
