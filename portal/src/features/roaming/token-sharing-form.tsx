import { Input } from "@mantine/core";
import { useState } from "react";
import { z } from "zod";

import type { Schemas } from "@/api/types";
import type { Field } from "@/components/form/fields";
import { SchemaForm } from "@/components/form/schema-form";
import { FleetName } from "@/components/names";
import { FleetPicker } from "@/components/pickers";
import { Several } from "@/components/several";
import { whitelists } from "@/features/roaming/token-words";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

type Sharing = Schemas["TokenSharing"];

const shape = z.object({
  shared: z.enum(["none", "fleets", "all"], t("Choose whom.")),
  whitelist: z.enum(["ALLOWED", "ALWAYS", "ALLOWED_OFFLINE", "NEVER"], t("Choose how.")),
});

type Values = z.output<typeof shape>;

const fields: readonly Field<z.input<typeof shape>>[] = [
  {
    name: "shared",
    label: t("Whom partners are told of"),
    kind: "choice",
    required: true,
    options: [
      { value: "none", label: t("nobody") },
      { value: "fleets", label: t("drivers of the fleets above") },
      { value: "all", label: t("every driver") },
    ],
  },
  {
    name: "whitelist",
    label: t("Partners let them in"),
    kind: "choice",
    required: true,
    options: Object.entries(whitelists).map(([value, label]) => ({ value, label })),
    description: t("Where they ask us first, the rules of fleets hold at their chargers too."),
  },
];

interface Props {
  sharing: Sharing;
  submit: (body: Schemas["ChosenSharing"]) => Promise<unknown>;
  onCancel: () => void;
}

/** Whom partners are told of: nobody, everybody, or the drivers of some fleets. */
export function TokenSharingForm({ sharing, submit, onCancel }: Props) {
  const [fleets, setFleets] = useState(sharing.fleets);
  const mayFleets = useMay("fleets.read");
  const send = ({ shared, whitelist }: Values) =>
    submit({ shared, whitelist, fleets: shared === "fleets" ? fleets : [] });
  return (
    <>
      <Input.Wrapper label={t("Fleets")} labelElement="div">
        <Several
          ids={fleets}
          onChange={setFleets}
          name={FleetName}
          picker={mayFleets ? FleetPicker : null}
          label={t("Add a fleet")}
        />
      </Input.Wrapper>
      <SchemaForm
        schema={shape}
        fields={fields}
        initial={{ shared: sharing.shared, whitelist: sharing.whitelist }}
        submit={send}
        label={t("Save")}
        changed={fleets.join() !== sharing.fleets.join()}
        onCancel={onCancel}
      />
    </>
  );
}
