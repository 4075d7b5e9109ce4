import { Text } from "@mantine/core";
import { useSearch } from "@tanstack/react-router";

import { api } from "@/api/client";
import { FormPage } from "@/components/form/form-page";
import { SchemaForm } from "@/components/form/schema-form";
import { tellDone } from "@/components/toasts";
import { newFields, newShape, type NewValues } from "@/features/identity/identifier-fields";
import { useRenew } from "@/features/identity/renew";
import { useGo } from "@/lib/going";
import { isId } from "@/lib/ids";
import { t } from "@/lib/words";

/** Adds an identifier; its value is typed here, and shown masked ever after. */
export function NewIdentifierPage() {
  const { vehicle_id: asked }: Record<string, string | undefined> = useSearch({ strict: false });
  const vehicle = isId(asked) ? asked : null;
  const go = useGo();
  const renew = useRenew();
  const add = async ({ group, ...values }: NewValues) => {
    const { data } = await api.POST("/api/v1/identifiers", {
      body: { ...values, group: group === "" ? null : group },
    });
    await renew();
    if (data === undefined) return;
    tellDone(
      t("The identifier was added"),
      t("{{masked}}: decisions know it from now on.", { masked: data.masked }),
    );
    await go(`identifiers/${data.id}`);
  };
  const back = vehicle === null ? "identifiers" : `vehicles/${vehicle}`;
  return (
    <FormPage title={t("Add an identifier")}>
      <SchemaForm
        schema={newShape}
        fields={newFields}
        initial={{
          value: "",
          type: "rfid",
          status: "active",
          vehicle_id: vehicle,
          group: "",
          valid_from: null,
          valid_until: null,
        }}
        label={t("Add identifier")}
        submit={add}
        onCancel={() => void go(back)}
      >
        <Text className="hint">{t("Many at once come in by file, under Identifiers.")}</Text>
      </SchemaForm>
    </FormPage>
  );
}
