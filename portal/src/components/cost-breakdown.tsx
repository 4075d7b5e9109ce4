import { List, Table, Text } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";

import type { Schemas } from "@/api/types";
import { Facts } from "@/components/detail";
import { priceReason } from "@/components/price-reason";
import { Money } from "@/components/quantities";
import { energy, number, price } from "@/lib/quantities";
import { duration } from "@/lib/time";
import { locale, t } from "@/lib/words";

type Breakdown = Schemas["CostBreakdown"];
type Line = Schemas["CostLine"];
type Amount = Schemas["Amount"];

const HOUR_S = 3600;
const WATT_HOURS = 1000;
const ROOM_FOR_ALL = 560;

const dimensions: Readonly<Record<NonNullable<Line["dimension"]>, string>> = {
  energy: t("Energy"),
  time: t("Charging time"),
  parking_time: t("Parking time"),
  flat: t("Flat fee"),
};

const occasions: Readonly<Record<Line["occasion"], string | null>> = {
  session: null,
  reservation: t("for the reservation"),
  min_price: t("Up to the least price"),
  max_price: t("Down to the highest price"),
};

const notes: Readonly<Record<Breakdown["notes"][number], string>> = {
  power_unknown: t("A price depends on power, which nobody measured: it did not hold."),
  current_unknown: t("A price depends on current, which nobody measured: it did not hold."),
  limit_unknown: t(
    "A limit of the tariff names a figure that cannot be known here: it was not applied.",
  ),
};

/** What a line is for, in a few words. */
function whatOf({ dimension, occasion }: Line): string {
  const what = dimension == null ? null : dimensions[dimension];
  const why = occasions[occasion];
  return [what, why].filter((word) => word !== null).join(" ");
}

/** How much of something: watt-hours or seconds, as they were metered or billed. */
function quantityOf(value: string | undefined, unit: Line["unit"]): string {
  if (unit === "Wh") return energy(Number(value));
  if (unit === "s") return duration(Number(value));
  return "";
}

function priceOf({ price: said, unit }: Line, currency: string): string {
  if (said == null) return "";
  const amount = price(said, currency);
  if (unit === "Wh") return t("{{amount}} per kWh", { amount });
  if (unit === "s") return t("{{amount}} per hour", { amount });
  return amount;
}

function clockIn(timezone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZone: timezone,
  });
}

/** An amount without and with its taxes; where one of them cannot be known, that is said. */
export function Due({ amount, currency }: { amount: Amount; currency: string }) {
  const { excl, incl } = amount;
  if (incl !== null) return <Money amount={incl} currency={currency} />;
  if (excl === null) return <>{t("not known")}</>;
  return (
    <>
      <Money amount={excl} currency={currency} /> {t("without taxes")}
    </>
  );
}

interface Props {
  cost: Breakdown;
  /** The clock at the location (IANA), by which prices hold. */
  timezone: string;
}

/** What a session costs, line by line: how much of what, at which price, and why at that one. */
export function CostBreakdown({ cost, timezone }: Props) {
  const { currency, lines, due, notes: noted } = cost;
  return (
    <>
      {lines.length === 0 ? (
        <Text c="dimmed">{t("Nothing was priced: no line of the tariff applied.")}</Text>
      ) : (
        <Lines cost={cost} clock={clockIn(timezone)} />
      )}
      <Facts
        facts={[
          [
            t("Due without taxes"),
            due.excl === null ? null : <Money key="excl" amount={due.excl} currency={currency} />,
          ],
          ...due.taxes.map(
            ({ name, percent, amount }) =>
              [
                percent == null ? name : `${name} ${number(Number(percent), 2)} %`,
                <Money key="tax" amount={amount} currency={currency} />,
              ] as const,
          ),
          [
            t("Due with taxes"),
            due.incl === null ? (
              t("not known: the tariff does not say its taxes")
            ) : (
              <Money key="incl" amount={due.incl} currency={currency} />
            ),
          ],
          [t("Energy"), energy(Number(cost.energy_kwh) * WATT_HOURS)],
          [t("Charging time"), duration(Number(cost.charging_h) * HOUR_S)],
          [
            t("Parking time"),
            Number(cost.parking_h) === 0 ? null : duration(Number(cost.parking_h) * HOUR_S),
          ],
          [t("By the clock of"), timezone],
        ]}
      />
      {noted.length > 0 && (
        <List size="sm">
          {noted.map((note) => (
            <List.Item key={note}>{notes[note]}</List.Item>
          ))}
        </List>
      )}
    </>
  );
}

/** How much was billed, and how much of it was used where that differs. */
function billedOf({ billed, used, unit }: Line): string {
  const said = quantityOf(billed, unit);
  return unit == null || used === billed
    ? said
    : t("{{billed}} of {{used}} used", { billed: said, used: quantityOf(used, unit) });
}

/** The lines and their sum; where there is no room only the last amount has a column. */
function Lines({ cost, clock }: { cost: Breakdown; clock: Intl.DateTimeFormat }) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const narrow = width < ROOM_FOR_ALL;
  const { currency, lines, total } = cost;
  const shown = (amount: Amount["incl"]) => (amount === null ? "–" : price(amount, currency));
  const last = ({ excl, incl }: Amount) => shown(incl ?? (narrow ? excl : null));
  return (
    <div ref={ref}>
      <Table aria-label={t("Cost, line by line")} verticalSpacing={4} fz="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("What")}</Table.Th>
            {!narrow && (
              <>
                <Table.Th ta="end">{t("Billed")}</Table.Th>
                <Table.Th ta="end">{t("Price")}</Table.Th>
                <Table.Th ta="end">{t("Without taxes")}</Table.Th>
              </>
            )}
            <Table.Th ta="end">
              {total.incl === null && narrow ? t("Without taxes") : t("With taxes")}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map((line, nth) => (
            <Table.Tr key={nth}>
              <Table.Td>
                {whatOf(line)}
                {narrow && (
                  <Text size="xs" className="figure">
                    {[billedOf(line), priceOf(line, currency)]
                      .filter((one) => one !== "")
                      .join(", ")}
                  </Text>
                )}
                <Text size="xs" c="dimmed">
                  {clock.formatRange(Date.parse(line.begins), Date.parse(line.ends))}
                </Text>
                <Text size="xs" c="dimmed" className="wrap">
                  {priceReason(line.why)}
                </Text>
              </Table.Td>
              {!narrow && (
                <>
                  <Table.Td ta="end" className="figure">
                    {billedOf(line)}
                  </Table.Td>
                  <Table.Td ta="end" className="figure">
                    {priceOf(line, currency)}
                  </Table.Td>
                  <Table.Td ta="end" className="figure">
                    {shown(line.amount.excl)}
                  </Table.Td>
                </>
              )}
              <Table.Td ta="end" className="figure">
                {last(line.amount)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr>
            <Table.Th colSpan={narrow ? 1 : 3}>{t("Sum")}</Table.Th>
            {!narrow && (
              <Table.Th ta="end" className="figure">
                {shown(total.excl)}
              </Table.Th>
            )}
            <Table.Th ta="end" className="figure">
              {last(total)}
            </Table.Th>
          </Table.Tr>
        </Table.Tfoot>
      </Table>
    </div>
  );
}
