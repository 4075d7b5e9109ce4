import { Box, Text } from "@mantine/core";
import { useParams } from "@tanstack/react-router";

import { rest } from "@/api/client";
import type { FilterOf } from "@/api/types";
import { Section } from "@/components/detail";
import type { Filter } from "@/components/list/address";
import { ListPage } from "@/components/list/list-page";
import { Page } from "@/components/page";
import { ReadPage } from "@/components/read-page";
import { Empty } from "@/components/states";
import { TenantLink } from "@/components/tenant-link";
import type { Partner } from "@/features/roaming/roaming-words";
import { columnsFor } from "@/features/roaming/shared-columns";
import { SharedParties } from "@/features/roaming/shared-parties";
import { t } from "@/lib/words";

const BASE = "/api/v1/roaming/publishing/partners/{partner_id}";

/** Which locations a partner is told: by our parties, and one by one. */
export function PublishingPage() {
  const { partner: id = "" } = useParams({ strict: false });
  const partner = rest.useQuery("get", "/api/v1/roaming/partners/{partner_id}", {
    params: { path: { partner_id: id } },
  });
  return (
    <ReadPage query={partner} title={t("What a partner is told")}>
      {(partner) => <Told key={id} partner={partner} />}
    </ReadPage>
  );
}

function Told({ partner }: { partner: Partner }) {
  return (
    <Page title={t("What {{name}} is told", { name: partner.name })}>
      <Text maw={860}>
        {t(
          "What is said of a location goes before what is said of its party; where neither says anything, the partner is told what is published.",
        )}{" "}
        <TenantLink to={`partners/${partner.id}`} underline="always">
          {t("To the partner")}
        </TenantLink>
      </Text>
      <SharedParties partner={partner} />
      <Section title={t("By location")}>
        <Box mih={420}>
          <ListPage
            title={t("By location")}
            path={`${BASE}/locations`}
            parts={{ partner_id: partner.id }}
            columns={columnsFor(partner.id)}
            filters={filters}
            always={{}}
            rowId={({ location_id }) => location_id}
            csv={false}
            embedded
            empty={
              <Empty title={t("No location yet")}>
                {t("Locations that you add can be told to partners.")}
              </Empty>
            }
          />
        </Box>
      </Section>
    </Page>
  );
}

const filters: readonly Filter<
  FilterOf<"/api/v1/roaming/publishing/partners/{partner_id}/locations">
>[] = [
  {
    name: "search",
    label: t("Search"),
    kind: "text",
    placeholder: t("A part of the name, city or address"),
  },
  { name: "party_id", label: t("Party"), kind: "id" },
];
