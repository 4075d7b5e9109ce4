import type { FilterOf } from "@/api/types";
import type { Filter } from "@/components/list/address";
import { ListPage } from "@/components/list/list-page";
import { PartnerPicker } from "@/components/pickers";
import { Empty } from "@/components/states";
import { columns } from "@/features/roaming/received-columns";
import { modules } from "@/features/roaming/roaming-words";
import { t } from "@/lib/words";

const filters: readonly Filter<FilterOf<"/api/v1/roaming/received">>[] = [
  {
    name: "q",
    label: t("Search"),
    kind: "text",
    placeholder: t("A part of an id, title or place"),
  },
  {
    name: "module",
    label: t("What"),
    kind: "choice",
    options: Object.entries(modules).map(([value, label]) => ({ value, label })),
  },
  {
    name: "partner_id",
    label: t("Partner"),
    kind: "id",
    picker: PartnerPicker,
    needs: "partners.read",
  },
  {
    name: "listed",
    label: t("Listed or not"),
    kind: "flag",
    options: [
      { value: "true", label: t("Still listed") },
      { value: "false", label: t("Listed no more") },
    ],
  },
  { name: "status", label: t("Status"), kind: "hidden" },
  { name: "party_id", label: t("Party"), kind: "id" },
];

/** What partners told us of what is theirs: locations, sessions, tokens and the like. */
export function ReceivedPage() {
  return (
    <ListPage
      title={t("What partners told us")}
      path="/api/v1/roaming/received"
      columns={columns}
      filters={filters}
      csv={false}
      empty={
        <Empty title={t("Nothing was told yet")}>
          {t(
            "What a registered partner sends, and what its lists hold, appears here. Its page says when its lists were read last, and how that went.",
          )}
        </Empty>
      }
    />
  );
}
