import { Alert, List, Table, Text } from "@mantine/core";
import { useParams } from "@tanstack/react-router";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { ButtonLink } from "@/components/button-link";
import { Facts, Section } from "@/components/detail";
import { Page } from "@/components/page";
import { ReadPage } from "@/components/read-page";
import { Status } from "@/components/status";
import { TariffPlaces } from "@/features/tariffs/tariff-places";
import {
  conditionsOf,
  priceOf,
  stepOf,
  type Tariff,
  taxes,
  taxOf,
  types,
} from "@/features/tariffs/tariff-words";
import { useMay } from "@/lib/me";
import { price } from "@/lib/quantities";
import { t } from "@/lib/words";

/** One tariff: what charging costs by it, and where it holds. */
export function TariffPage() {
  const { tariff: id = "" } = useParams({ strict: false });
  const tariff = rest.useQuery("get", "/api/v1/tariffs/{tariff_id}", {
    params: { path: { tariff_id: id } },
  });
  return (
    <ReadPage query={tariff} title={t("Tariff")}>
      {(tariff) => <Told key={id} tariff={tariff} />}
    </ReadPage>
  );
}

function limitOf(limit: Schemas["PriceLimit"] | null | undefined, currency: string): string | null {
  if (limit == null) return null;
  const said = [
    limit.excl == null
      ? null
      : t("{{amount}} without taxes", { amount: price(limit.excl, currency) }),
    limit.incl == null ? null : t("{{amount}} with taxes", { amount: price(limit.incl, currency) }),
  ];
  return said.filter((one) => one !== null).join(", ");
}

function Told({ tariff }: { tariff: Tariff }) {
  const { tariff: said, archived_at: archived } = tariff;
  const { currency } = said;
  const mayEdit = useMay("tariffs.edit") && archived === null;
  return (
    <Page
      title={tariff.name}
      beside={
        archived === null ? (
          <Status tone="good">{t("offered")}</Status>
        ) : (
          <Status tone="quiet">{t("archived")}</Status>
        )
      }
      actions={
        mayEdit && (
          <ButtonLink to={`tariffs/${tariff.id}/assign`}>{t("Have it hold somewhere")}</ButtonLink>
        )
      }
    >
      {archived !== null && (
        <Alert color="yellow" title={t("It is offered no more")}>
          {t("Sessions that were priced by it keep it. New ones take the next tariff that holds.")}
        </Alert>
      )}
      <Section title={t("What it says")}>
        <Elements tariff={said} />
        <Facts
          facts={[
            [t("Currency"), currency],
            [t("Taxes"), taxes[said.tax_included]],
            [t("Type"), said.type == null ? null : types[said.type]],
            [t("Least price"), limitOf(said.min_price, currency)],
            [t("Highest price"), limitOf(said.max_price, currency)],
            [
              t("Valid from"),
              said.valid_from == null ? null : <Age key="from" at={said.valid_from} />,
            ],
            [
              t("Valid until"),
              said.valid_to == null ? null : <Age key="until" at={said.valid_to} />,
            ],
            [t("Partners call it"), tariff.ocpi_id],
            [t("Version"), tariff.version],
            [t("Changed"), <Age key="changed" at={tariff.updated_at} />],
          ]}
        />
      </Section>
      <TariffPlaces tariff={tariff} mayEdit={mayEdit} />
    </Page>
  );
}

/** The elements in their order: for each kind of use the first that holds and prices it counts. */
function Elements({ tariff: { elements, currency } }: { tariff: Schemas["Tariff"] }) {
  return (
    <>
      <Text size="sm" c="dimmed">
        {t("For each kind of use the first line counts that holds and has a price for it.")}
      </Text>
      <Table.ScrollContainer minWidth={0}>
        <Table aria-label={t("Prices, in their order")} verticalSpacing={4} fz="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("When it holds")}</Table.Th>
              <Table.Th>{t("Price")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {elements.map(({ components, restrictions }, nth) => (
              <Table.Tr key={nth}>
                <Table.Td>{conditionsOf(restrictions).join("; ") || t("always")}</Table.Td>
                <Table.Td>
                  <List size="sm" listStyleType="none">
                    {components.map((component, place) => (
                      <List.Item key={place}>
                        {[priceOf(component, currency), stepOf(component), taxOf(component)]
                          .filter((one) => one !== null)
                          .join(", ")}
                      </List.Item>
                    ))}
                  </List>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </>
  );
}
