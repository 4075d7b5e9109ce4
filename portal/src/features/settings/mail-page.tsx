import { Code, Text } from "@mantine/core";
import { useState } from "react";
import { z } from "zod";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { ButtonLink } from "@/components/button-link";
import { Facts, Section } from "@/components/detail";
import type { Field } from "@/components/form/fields";
import { SchemaForm } from "@/components/form/schema-form";
import { Page } from "@/components/page";
import { Answered } from "@/components/states";
import { TenantLink } from "@/components/tenant-link";
import { Verdict } from "@/components/verdict";
import { adviceOn } from "@/features/settings/mail-advice";
import { valueNow } from "@/features/settings/setting-words";
import { useMe } from "@/lib/me";
import { t } from "@/lib/words";

type Result = Schemas["MailTestResult"];

const ADDRESS_MAX_LENGTH = 254;
const shape = z.object({
  to: z
    .string()
    .trim()
    .min(1, t("It needs an address."))
    .max(ADDRESS_MAX_LENGTH, t("At most {{most}} characters.", { most: ADDRESS_MAX_LENGTH })),
});
const fields: readonly Field<z.input<typeof shape>>[] = [
  {
    name: "to",
    label: t("Send it to"),
    kind: "text",
    required: true,
    description: t("An address whose mail you can read."),
  },
];

/** Sends a test mail, and tells what the mail server said. */
export function MailPage() {
  const [result, setResult] = useState<Result | null>(null);
  const { account } = useMe();
  const settings = rest.useQuery("get", "/api/v1/settings");
  const send = async (body: z.output<typeof shape>) => {
    setResult(null);
    const { data } = await api.POST("/api/v1/settings/mail/test", { body });
    setResult(data ?? null);
  };
  return (
    <Page
      title={t("Try mail out")}
      actions={
        <ButtonLink to="settings" variant="default">
          {t("Settings")}
        </ButtonLink>
      }
    >
      <Section title={t("How mail is sent now")}>
        <Answered query={settings}>
          {(all) => (
            <Facts
              facts={all
                .filter(({ module }) => module === "mail")
                .map((setting) => [
                  setting.key,
                  <TenantLink key={setting.key} to={`settings/${setting.key}`}>
                    <bdi>{valueNow(setting)}</bdi>
                  </TenantLink>,
                ])}
            />
          )}
        </Answered>
      </Section>
      <Section title={t("Send a test")}>
        <SchemaForm
          schema={shape}
          fields={fields}
          initial={{ to: account?.email ?? "" }}
          label={t("Send a test")}
          failed={t("It was not sent")}
          submit={send}
        >
          <Text className="hint">{t("The answer takes 30 seconds at most.")}</Text>
        </SchemaForm>
        {result !== null && <Answer result={result} />}
      </Section>
    </Page>
  );
}

function Answer({ result }: { result: Result }) {
  const advice = adviceOn(result.why);
  return (
    <Verdict
      good={result.sent}
      title={result.sent ? t("The mail server took the test.") : (advice?.title ?? result.told)}
    >
      {result.sent && (
        <Text>{t("Look whether it arrived; if not, look among the junk mail.")}</Text>
      )}
      {advice !== null && (
        <Text>
          {advice.text}{" "}
          <TenantLink to={`settings/${advice.key}`} underline="always">
            {advice.key}
          </TenantLink>
        </Text>
      )}
      {result.answer !== null && (
        <Text component="div">
          {t("The server said:")} <Code className="wrap">{result.answer}</Code>
        </Text>
      )}
    </Verdict>
  );
}
