import { IconPlus } from "@tabler/icons-react";

import type { FilterOf, Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { ButtonLink } from "@/components/button-link";
import type { Filter } from "@/components/list/address";
import type { Column } from "@/components/list/columns";
import { ListPage } from "@/components/list/list-page";
import { Empty } from "@/components/states";
import { PartText } from "@/features/people/part-text";
import { EVERYTHING } from "@/features/people/people-words";
import { RevokeToken, TokenStatus } from "@/features/people/token-state";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

type Token = Schemas["ApiToken"];

const columns: readonly Column<Token>[] = [
  {
    id: "name",
    header: t("Token"),
    width: 180,
    priority: 1,
    cell: (token) => <bdi title={token.name}>{token.name}</bdi>,
  },
  {
    id: "status",
    header: t("Status"),
    width: 100,
    priority: 1,
    cell: (token) => <TokenStatus token={token} />,
  },
  {
    id: "permissions",
    header: t("Permits"),
    width: 200,
    priority: 2,
    cell: ({ permissions }) => (
      <span title={permissions.join(", ")}>
        {permissions.includes(EVERYTHING) ? t("everything") : permissions.join(", ")}
      </span>
    ),
  },
  {
    id: "locations",
    header: t("Where"),
    width: 150,
    priority: 3,
    cell: ({ locations }) => (
      <PartText part={{ everywhere: locations === null, locations: locations ?? [] }} />
    ),
  },
  {
    id: "last_used_at",
    header: t("Used"),
    width: 100,
    priority: 2,
    cell: (token) => (token.last_used_at === null ? t("never") : <Age at={token.last_used_at} />),
  },
  {
    id: "expires_at",
    header: t("Ends"),
    width: 100,
    priority: 3,
    cell: (token) => (token.expires_at === null ? t("never") : <Age at={token.expires_at} />),
  },
  {
    id: "created_by",
    header: t("Created by"),
    width: 140,
    priority: 4,
    cell: (token) => <bdi>{token.created_by}</bdi>,
  },
  {
    id: "revoke",
    header: t("Revoke"),
    width: 100,
    priority: 1,
    cell: (token) => <RevokeToken token={token} />,
  },
];

const filters: readonly Filter<FilterOf<"/api/v1/tokens">>[] = [
  {
    name: "active",
    label: t("All tokens"),
    kind: "flag",
    options: [{ value: "true", label: t("Only those that serve") }],
  },
];

/** What programs sign in by: tokens of the API, without their values. */
export function TokensPage() {
  const add = useMay("tokens.create") && (
    <ButtonLink to="tokens/new" leftSection={<IconPlus size={14} aria-hidden />}>
      {t("Create a token")}
    </ButtonLink>
  );
  return (
    <ListPage
      title={t("API tokens")}
      path="/api/v1/tokens"
      views="tokens"
      columns={columns}
      filters={filters}
      actions={add}
      empty={
        <Empty title={t("No token yet")} actions={add}>
          {t(
            "A program that speaks with the API needs one. It never may do more than who created it.",
          )}
        </Empty>
      }
    />
  );
}
