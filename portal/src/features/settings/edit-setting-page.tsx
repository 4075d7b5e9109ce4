import { Alert, Stack, Text } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { FormPage } from "@/components/form/form-page";
import { SchemaForm } from "@/components/form/schema-form";
import { Answered } from "@/components/states";
import { ACCESS_STAGE, AccessStages } from "@/features/settings/access-stages";
import { fieldsOf, initialOf, shapeOf, type Typed, typedValue } from "@/features/settings/editing";
import { tellOutcome } from "@/components/setting-outcome";
import { useRenew } from "@/features/settings/renew";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

type Setting = Schemas["SettingState"];

/** Changes a setting, or proposes to; the server says at the field what it does not take. */
export function EditSettingPage() {
  const { setting: key = "" } = useParams({ strict: false });
  const setting = rest.useQuery("get", "/api/v1/settings/{key}", { params: { path: { key } } });
  return (
    <FormPage title={t("Change {{key}}", { key })}>
      <Answered query={setting}>{(told) => <Form setting={told} />}</Answered>
    </FormPage>
  );
}

function Form({ setting: read }: { setting: Setting }) {
  const [setting, setSetting] = useState(read);
  const go = useGo();
  const renew = useRenew();
  const { key, version, dangerous } = setting;
  const params = { path: { key } };
  const change = async ({ value, reason }: Typed) => {
    const body = { value: typedValue(setting, value), version, reason: reason || null };
    const { data } = await api.PATCH("/api/v1/settings/{key}", { params, body });
    await renew();
    tellOutcome(data);
    await go(`settings/${key}`);
  };
  const showNewest = async () => {
    const { data } = await api.GET("/api/v1/settings/{key}", { params });
    if (data !== undefined) setSetting(data);
  };
  return (
    <Stack gap="md">
      {dangerous && (
        <Alert color="yellow" title={t("This needs two persons")}>
          {t(
            "You propose the change, with a reason; another person approves it within seven days.",
          )}
        </Alert>
      )}
      <SchemaForm
        key={version}
        schema={shapeOf(setting)}
        fields={fieldsOf(setting)}
        initial={initialOf(setting)}
        label={dangerous ? t("Propose the change") : t("Save")}
        submit={change}
        onCancel={() => void go(`settings/${key}`)}
        onChangedMeanwhile={() => void showNewest()}
      >
        {setting.default === "" && !setting.secret && (
          <Text className="hint">
            {t("To have none, give the setting its default again on its page.")}
          </Text>
        )}
      </SchemaForm>
      {key === ACCESS_STAGE && <AccessStages now={setting.value} />}
    </Stack>
  );
}
