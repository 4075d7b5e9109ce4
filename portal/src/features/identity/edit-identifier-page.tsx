import { useParams } from "@tanstack/react-router";
import { useState } from "react";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { FormPage } from "@/components/form/form-page";
import { SchemaForm } from "@/components/form/schema-form";
import { Answered } from "@/components/states";
import { tellDone } from "@/components/toasts";
import {
  changedFields,
  changedShape,
  type ChangedValues,
} from "@/features/identity/identifier-fields";
import { useRenew } from "@/features/identity/renew";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

/** Changes an identifier, its value excepted: another value is another identifier. */
export function EditIdentifierPage() {
  const { identifier: id = "" } = useParams({ strict: false });
  const identifier = rest.useQuery("get", "/api/v1/identifiers/{identifier_id}", {
    params: { path: { identifier_id: id } },
  });
  return (
    <FormPage title={t("Change an identifier")}>
      <Answered query={identifier}>{(data) => <Form identifier={data} />}</Answered>
    </FormPage>
  );
}

/** Return the group as PATCH wants it: left out where it stays, null where it goes. */
function groupOf({ group, without_group }: ChangedValues): { group?: string | null } {
  if (without_group) return { group: null };
  return group === "" ? {} : { group };
}

function Form({ identifier: read }: { identifier: Schemas["Identifier"] }) {
  const [identifier, setIdentifier] = useState(read);
  const go = useGo();
  const renew = useRenew();
  const path = { identifier_id: identifier.id };
  const change = async (values: ChangedValues) => {
    const { type, status, vehicle_id, valid_from, valid_until } = values;
    await api.PATCH("/api/v1/identifiers/{identifier_id}", {
      params: { path },
      body: {
        ...{ type, status, vehicle_id, valid_from, valid_until },
        ...groupOf(values),
        version: identifier.version,
      },
    });
    await renew();
    tellDone(t("The identifier was changed"), t("Decisions follow at once."));
    await go(`identifiers/${identifier.id}`);
  };
  const showNewest = async () => {
    const { data } = await api.GET("/api/v1/identifiers/{identifier_id}", { params: { path } });
    if (data !== undefined) setIdentifier(data);
  };
  return (
    <SchemaForm
      key={identifier.version}
      schema={changedShape}
      fields={changedFields(identifier.group_masked)}
      initial={{
        type: identifier.type,
        status: identifier.status,
        vehicle_id: identifier.vehicle_id,
        valid_from: identifier.valid_from,
        valid_until: identifier.valid_until,
        group: "",
        without_group: false,
      }}
      label={t("Save")}
      submit={change}
      onCancel={() => void go(`identifiers/${identifier.id}`)}
      onChangedMeanwhile={() => void showNewest()}
    />
  );
}
