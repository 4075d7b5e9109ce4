import { IconFileImport, IconPlus, IconSearch } from "@tabler/icons-react";

import type { Schemas } from "@/api/types";
import { ButtonLink } from "@/components/button-link";
import { confirmAct } from "@/components/confirm";
import { ListPage } from "@/components/list/list-page";
import { Empty } from "@/components/states";
import { columns, filters } from "@/features/identity/identifier-columns";
import { useDeactivate } from "@/features/identity/identifier-acts";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

/** Cards, network addresses, contracts: all by which people and vehicles are known. */
export function IdentifiersPage() {
  const mayEdit = useMay("identifiers.edit");
  const mayImport = useMay("vehicles.edit") && mayEdit;
  const deactivate = useDeactivate();
  const askDeactivate = (rows: readonly Schemas["Identifier"][]) =>
    confirmAct({
      title: t("Deactivate {{count}} identifiers?", { count: rows.length }),
      consequence: t("They are refused from now on. Sessions under way go on."),
      label: t("Deactivate"),
      reason: true,
      run: (reason) => deactivate(rows, reason),
    });
  return (
    <ListPage
      title={t("Identifiers")}
      path="/api/v1/identifiers"
      views="identifiers"
      columns={columns}
      filters={filters}
      bulk={[{ label: t("Deactivate …"), needs: "identifiers.edit", run: askDeactivate }]}
      actions={<Ways edit={mayEdit} fromFile={mayImport} />}
      empty={<NoIdentifier />}
    />
  );
}

function Ways({ edit, fromFile }: { edit: boolean; fromFile: boolean }) {
  const mayCheck = useMay("identifiers.classify");
  return (
    <>
      {mayCheck && (
        <ButtonLink
          to="identifiers/check"
          variant="default"
          leftSection={<IconSearch size={14} aria-hidden />}
        >
          {t("Check a card")}
        </ButtonLink>
      )}
      {fromFile && (
        <ButtonLink
          to="identifiers/import"
          variant="default"
          leftSection={<IconFileImport size={14} aria-hidden />}
        >
          {t("From a file")}
        </ButtonLink>
      )}
      {edit && (
        <ButtonLink to="identifiers/new" leftSection={<IconPlus size={14} aria-hidden />}>
          {t("Add an identifier")}
        </ButtonLink>
      )}
    </>
  );
}

function NoIdentifier() {
  return (
    <Empty title={t("No identifier yet")}>
      {t(
        "Without one, chargers in managed access let nobody charge. Add them one by one, or bring a whole list in by file.",
      )}
    </Empty>
  );
}
