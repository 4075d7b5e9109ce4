import { Code, Text, Tooltip } from "@mantine/core";

import { count, energy, money, power } from "@/lib/quantities";
import { t } from "@/lib/words";

function Unknown({ why }: { why: string }) {
  return (
    <Tooltip label={why}>
      <Text span inherit c="dimmed" aria-label={why}>
        –
      </Text>
    </Tooltip>
  );
}

/** Energy in watt-hours; the exact figure on hover. */
export function Energy({ wh }: { wh: number | null | undefined }) {
  if (wh === null || wh === undefined) return <Unknown why={t("No energy is known yet")} />;
  return (
    <Tooltip label={`${count(wh)} Wh`}>
      <span className="figure">{energy(wh)}</span>
    </Tooltip>
  );
}

/** Power in watts. */
export function Power({ w }: { w: number | null | undefined }) {
  if (w === null || w === undefined)
    return <Unknown why={t("The charger does not tell its power")} />;
  return <span className="figure">{power(w)}</span>;
}

/** An exact amount, a decimal text, in its currency (ISO 4217). */
export function Money({ amount, currency }: { amount: string; currency: string }) {
  return <span className="figure">{money(amount, currency)}</span>;
}

/** An identifier as the server masks it: the portal never holds a whole one. */
export function Identifier({ masked }: { masked: string | null | undefined }) {
  if (masked === null || masked === undefined || masked === "") {
    return <Unknown why={t("No identifier was given")} />;
  }
  return (
    <Tooltip label={t("Identifiers are shown masked. Search takes a whole one.")}>
      <Code>{masked}</Code>
    </Tooltip>
  );
}
