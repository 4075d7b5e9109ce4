import type { Schemas } from "@/api/types";
import { t } from "@/lib/words";

type Series = Schemas["Series"];

export const ENERGY = "Energy.Active.Import.Register";
export const POWER = "Power.Active.Import";
export const SOC = "SoC";

const words: Readonly<Record<string, string>> = {
  [ENERGY]: t("Energy"),
  [POWER]: t("Power"),
  [SOC]: t("State of charge"),
  "Energy.Active.Import.Interval": t("Energy of the interval"),
  "Energy.Active.Export.Register": t("Energy given back"),
  "Power.Active.Export": t("Power given back"),
  "Power.Offered": t("Power offered"),
  "Power.Factor": t("Power factor"),
  "Current.Import": t("Current"),
  "Current.Export": t("Current given back"),
  "Current.Offered": t("Current offered"),
  Voltage: t("Voltage"),
  Frequency: t("Frequency"),
  Temperature: t("Temperature"),
};

const scales: Readonly<Record<string, readonly [unit: string, by: number]>> = {
  Wh: ["kWh", 1000],
  W: ["kW", 1000],
  Percent: ["%", 1],
};

/** Return what a line is called: what is measured, on which phase, and where if it is no usual place. */
export function nameOf({ measurand, phase, location }: Series): string {
  const said = [words[measurand] ?? measurand];
  if (phase !== null) said.push(phase);
  if (location !== null && measurand !== SOC) said.push(`(${location})`);
  return said.join(" ");
}

export interface Figured {
  unit: string;
  points: (readonly [at: number, value: number])[];
}

/** Return a line's points in the unit that people read, less `base`, which is in its own unit. */
export function figured({ at, unit, values }: Series, base: number): Figured {
  const [shown, by] = scales[unit ?? ""] ?? [unit ?? "", 1];
  const points = at.map((instant, index) => {
    const value = (Number(values[index]) - base) / by;
    return [Date.parse(instant), Math.round(value * 1000) / 1000] as const;
  });
  return { unit: shown, points };
}

/** Return the lines that are shown unless others are chosen: power, energy and state of charge. */
export function usual(series: readonly Series[]): string[] {
  return [POWER, ENERGY, SOC].flatMap((measurand) => {
    const lines = series.filter((one) => one.measurand === measurand);
    const whole = lines.filter((one) => one.phase === null);
    return (whole.length > 0 ? whole : lines).map(nameOf);
  });
}
