import { Button, Stack, Text } from "@mantine/core";
import { useState } from "react";

import { rest } from "@/api/client";
import { Age } from "@/components/age";
import { Section } from "@/components/detail";
import { Answered } from "@/components/states";
import { Body } from "@/components/timeline";
import { t } from "@/lib/words";

/** Signed meter data as the charger gave it; it may name who charged, so it is read when asked. */
export function SignedValues({ id }: { id: string }) {
  const [asked, setAsked] = useState(false);
  return (
    <Section title={t("Signed meter values")}>
      {asked ? (
        <Values id={id} />
      ) : (
        <Stack gap="xs" align="start">
          <Text c="dimmed">
            {t("Proof of what was measured, as calibration law asks for. It may name who charged.")}
          </Text>
          <Button variant="default" onClick={() => setAsked(true)}>
            {t("Show them")}
          </Button>
        </Stack>
      )}
    </Section>
  );
}

function Values({ id }: { id: string }) {
  const signed = rest.useQuery("get", "/api/v1/sessions/{session_id}/signed-values", {
    params: { path: { session_id: id } },
  });
  return (
    <Answered query={signed}>
      {(readings) =>
        readings.length === 0 ? (
          <Text c="dimmed">{t("The charger signed nothing.")}</Text>
        ) : (
          <Stack gap="xs">
            {readings.map(({ at, values }) => (
              <div key={at}>
                <Age at={at} />
                {values.map((value) => (
                  <Body key={value} body={value} />
                ))}
              </div>
            ))}
          </Stack>
        )
      }
    </Answered>
  );
}
