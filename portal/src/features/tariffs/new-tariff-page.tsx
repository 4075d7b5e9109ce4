import { z } from "zod";

import { api } from "@/api/client";
import type { Schemas } from "@/api/types";
import type { Field } from "@/components/form/fields";
import { FormPage } from "@/components/form/form-page";
import { SchemaForm } from "@/components/form/schema-form";
import { tellDone } from "@/components/toasts";
import { useRenew } from "@/features/tariffs/renew";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

const NAME_MAX_LENGTH = 100;

const amount = z
  .string()
  .trim()
  .regex(/^(\d{1,6}([.,]\d{1,4})?)?$/, t("A figure, as in 0.49, with 4 decimals at most."));

const shape = z
  .object({
    name: z
      .string()
      .trim()
      .min(1, t("It needs a name."))
      .max(NAME_MAX_LENGTH, t("At most {{most}} characters.", { most: NAME_MAX_LENGTH })),
    currency: z
      .string()
      .trim()
      .toUpperCase()
      .regex(/^[A-Z]{3}$/, t("Three letters, as in EUR.")),
    energy: amount,
    time: amount,
    parking_time: amount,
    flat: amount,
    tax: amount,
  })
  .refine(({ energy, time, parking_time, flat }) => energy + time + parking_time + flat !== "", {
    path: ["energy"],
    message: t("It needs at least one price."),
  });

type Values = z.output<typeof shape>;

const fields: readonly Field<z.input<typeof shape>>[] = [
  { name: "name", label: t("Name"), kind: "text", required: true },
  {
    name: "currency",
    label: t("Currency"),
    kind: "text",
    required: true,
    description: t("Three letters, as in EUR."),
  },
  { name: "energy", label: t("Price per kWh"), kind: "text", placeholder: "0.49" },
  { name: "time", label: t("Price per hour of charging"), kind: "text" },
  {
    name: "parking_time",
    label: t("Price per hour of parking"),
    kind: "text",
    description: t("While the vehicle is connected and asks for no power."),
  },
  { name: "flat", label: t("Price per session"), kind: "text" },
  {
    name: "tax",
    label: t("VAT in percent"),
    kind: "text",
    placeholder: "21",
    description: t(
      "On top of the prices. Left empty, nothing is said of taxes, and what is due with them is not known; 0 says that there are none.",
    ),
  },
];

const dimensions = ["energy", "time", "parking_time", "flat"] as const;

function figureOf(typed: string): string {
  return typed.replace(",", ".");
}

/** The tariff that was typed: one element, which always holds. */
function tariffOf({ currency, tax, ...prices }: Values): Schemas["Tariff"] {
  const taxes = tax === "" ? null : [{ name: "VAT", percent: figureOf(tax) }];
  const components = dimensions
    .filter((dimension) => prices[dimension] !== "")
    .map((dimension) => ({
      dimension,
      price: figureOf(prices[dimension]),
      step_size: 1,
      taxes,
    }));
  return { currency, tax_included: "no", elements: [{ components }] };
}

/** Adds a tariff that is the same at all times; one with conditions comes by the API. */
export function NewTariffPage() {
  const go = useGo();
  const renew = useRenew();
  const add = async (values: Values) => {
    const { data } = await api.POST("/api/v1/tariffs", {
      body: { name: values.name, tariff: tariffOf(values), alt_text: [] },
    });
    await renew();
    if (data === undefined) return;
    tellDone(t("The tariff was added"), t("Now say where it holds."));
    await go(`tariffs/${data.id}`);
  };
  return (
    <FormPage title={t("Add a tariff")}>
      <SchemaForm
        schema={shape}
        fields={fields}
        initial={{
          name: "",
          currency: "EUR",
          energy: "",
          time: "",
          parking_time: "",
          flat: "",
          tax: "",
        }}
        label={t("Add tariff")}
        submit={add}
        onCancel={() => void go("tariffs")}
      />
    </FormPage>
  );
}
