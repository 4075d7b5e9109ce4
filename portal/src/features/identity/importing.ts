import { api } from "@/api/client";
import type { Schemas } from "@/api/types";
import { t } from "@/lib/words";

/** Send a table of identifiers; a dry run only tells what would come of it. Throws a `Problem`. */
export async function readTable(file: File, dryRun: boolean): Promise<Schemas["ImportReport"]> {
  const { data } = await api.POST("/api/v1/identifiers/import", {
    params: { query: { dry_run: dryRun } },
    headers: { "Content-Type": "text/csv" },
    body: file.name,
    bodySerializer: () => file,
  });
  if (data === undefined) throw new Error(t("Nothing was answered."));
  return data;
}
