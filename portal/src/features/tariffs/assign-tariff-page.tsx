import { SegmentedControl, Text } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { z } from "zod";

import { api } from "@/api/client";
import type { Field } from "@/components/form/fields";
import { FormPage } from "@/components/form/form-page";
import { SchemaForm } from "@/components/form/schema-form";
import { LocationPicker, StationPicker } from "@/components/pickers";
import { tellDone } from "@/components/toasts";
import { useRenew } from "@/features/tariffs/renew";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

const shape = z.object({
  place: z.string().nullable(),
  valid_from: z.string().nullable(),
  valid_until: z.string().nullable(),
});

type Level = "location" | "station" | "tenant";
type Values = z.output<typeof shape>;

const place: Readonly<Record<Level, readonly Field<Values>[]>> = {
  location: [
    {
      name: "place",
      label: t("Location"),
      kind: "picked",
      picker: LocationPicker,
      description: t("Stations there that have no tariff of their own take it."),
    },
  ],
  station: [{ name: "place", label: t("Station"), kind: "picked", picker: StationPicker }],
  tenant: [],
};

const times: readonly Field<Values>[] = [
  {
    name: "valid_from",
    label: t("Valid from"),
    kind: "instant",
    description: t("Your own local time. Left empty, it holds from now on."),
  },
  {
    name: "valid_until",
    label: t("Valid until"),
    kind: "instant",
    description: t("Left empty, it has no end."),
  },
];

/** Has a tariff hold at a place: what begins there from then on is priced by it. */
export function AssignTariffPage() {
  const { tariff: id = "" } = useParams({ strict: false });
  const go = useGo();
  const renew = useRenew();
  const [level, setLevel] = useState<Level>("location");
  const assign = async ({ place: chosen, ...times }: Values) => {
    if (level !== "tenant" && chosen === null) throw new Error(t("Choose above where it holds."));
    const at = level === "tenant" ? {} : { [`${level}_id`]: chosen };
    await api.POST("/api/v1/tariff-assignments", { body: { tariff_id: id, ...at, ...times } });
    await renew();
    tellDone(t("The tariff holds there"));
    await go(`tariffs/${id}`);
  };
  return (
    <FormPage title={t("Where a tariff holds")}>
      <SegmentedControl
        mb="sm"
        aria-label={t("Where it holds")}
        value={level}
        onChange={(chosen) => setLevel(chosen)}
        data={[
          { value: "location", label: t("Location") },
          { value: "station", label: t("Station") },
          { value: "tenant", label: t("Everywhere") },
        ]}
      />
      {level === "tenant" && (
        <Text mb="sm">{t("It holds wherever no location or station has one of its own.")}</Text>
      )}
      <SchemaForm
        key={level}
        schema={shape}
        fields={[...place[level], ...times]}
        initial={{ place: null, valid_from: null, valid_until: null }}
        label={t("Have it hold")}
        submit={assign}
        onCancel={() => void go(`tariffs/${id}`)}
      />
    </FormPage>
  );
}
