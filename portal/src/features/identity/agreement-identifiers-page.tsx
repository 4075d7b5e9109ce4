import { useParams } from "@tanstack/react-router";

import type { FilterOf } from "@/api/types";
import { ButtonLink } from "@/components/button-link";
import type { Filter } from "@/components/list/address";
import { ListPage } from "@/components/list/list-page";
import { Empty } from "@/components/states";
import { entryColumns } from "@/features/identity/agreement-rows";
import { optionsOf, statuses, types } from "@/features/identity/identity-words";
import { t } from "@/lib/words";

const PATH = "/api/v1/agreements/{agreement_id}/identifiers";

const filters: readonly Filter<FilterOf<typeof PATH>>[] = [
  { name: "type", label: t("Type"), kind: "choice", options: optionsOf(types) },
  { name: "status", label: t("Status"), kind: "choice", options: optionsOf(statuses) },
];

/** All that an agreement knows, masked. */
export function AgreementIdentifiersPage() {
  const { agreement: id = "" } = useParams({ strict: false });
  return (
    <ListPage
      title={t("Identifiers of an agreement")}
      path={PATH}
      parts={{ agreement_id: id }}
      columns={entryColumns}
      filters={filters}
      actions={
        <ButtonLink to={`agreements/${id}`} variant="default">
          {t("Go to the agreement")}
        </ButtonLink>
      }
      empty={
        <Empty title={t("It knows nobody yet")}>
          {t("Let the partner's system feed it, or bring in a file.")}
        </Empty>
      }
    />
  );
}
