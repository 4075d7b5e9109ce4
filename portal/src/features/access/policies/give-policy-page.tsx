import { useParams } from "@tanstack/react-router";
import { useState } from "react";

import { rest } from "@/api/client";
import type { FilterOf, Schemas } from "@/api/types";
import type { Filter } from "@/components/list/address";
import type { Column } from "@/components/list/columns";
import { ListPage } from "@/components/list/list-page";
import { Page } from "@/components/page";
import { LocationPicker } from "@/components/pickers";
import { Empty } from "@/components/states";
import { TenantLink } from "@/components/tenant-link";
import { GivePolicy } from "@/features/access/policies/give-policy";
import { t } from "@/lib/words";

type Station = Schemas["Station"];

const columns: readonly Column<Station>[] = [
  {
    id: "code",
    header: t("Station"),
    sort: "code",
    width: 180,
    priority: 1,
    cell: ({ id, code }) => <TenantLink to={`stations/${id}/access`}>{code}</TenantLink>,
  },
  {
    id: "name",
    header: t("Name"),
    width: 220,
    priority: 2,
    cell: ({ name }) => <bdi>{name}</bdi>,
  },
  {
    id: "location",
    header: t("Location"),
    width: 220,
    priority: 2,
    cell: (station) => <bdi>{station.location_name}</bdi>,
  },
];

const filters: readonly Filter<FilterOf<"/api/v1/stations">>[] = [
  { name: "search", label: t("Search"), kind: "text", placeholder: t("A part of the name") },
  { name: "location", label: t("Location"), kind: "id", picker: LocationPicker },
];

/** Chooses the stations that a shared policy is to govern, in place of what does. */
export function GivePolicyPage() {
  const { policy: id = "" } = useParams({ strict: false });
  const [chosen, setChosen] = useState<readonly Station[] | null>(null);
  const policy = rest.useQuery("get", "/api/v1/access/policies/{policy_id}", {
    params: { path: { policy_id: id } },
  });
  const name = policy.data?.name ?? t("this policy");
  return (
    <Page title={t("Stations for {{policy}}", { policy: name })} fill>
      <ListPage
        title={t("Stations to choose from")}
        path="/api/v1/stations"
        columns={columns}
        filters={filters}
        csv={false}
        bulk={[{ label: t("Give them the policy"), needs: "access.policy.edit", run: setChosen }]}
        embedded
        empty={
          <Empty title={t("No station yet")}>
            {t("A policy governs stations: add one first.")}
          </Empty>
        }
      />
      {chosen !== null && (
        <GivePolicy id={id} name={name} stations={chosen} onClose={() => setChosen(null)} />
      )}
    </Page>
  );
}
