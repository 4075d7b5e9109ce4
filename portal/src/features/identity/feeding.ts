import { api } from "@/api/client";
import type { Schemas } from "@/api/types";
import { t } from "@/lib/words";

export type FeedKind = "full" | "partial";
export type FeedReport = Schemas["FeedReport"];

/** Feed an agreement by a table; a dry run only tells what would come of it. Throws a `Problem`. */
export async function feedTable(
  agreement: string,
  file: File,
  kind: FeedKind,
  dryRun: boolean,
): Promise<FeedReport> {
  const { data } = await api.POST("/api/v1/agreements/{agreement_id}/identifiers/import", {
    params: { path: { agreement_id: agreement }, query: { kind, dry_run: dryRun } },
    headers: { "Content-Type": "text/csv" },
    body: file.name,
    bodySerializer: () => file,
  });
  if (data === undefined) throw new Error(t("Nothing was answered."));
  return data;
}
