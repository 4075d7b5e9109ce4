import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { z } from "zod";

import { api } from "@/api/client";
import type { Schemas } from "@/api/types";
import { confirmAct } from "@/components/confirm";
import { Section } from "@/components/detail";
import { SchemaForm } from "@/components/form/schema-form";
import { tellDone } from "@/components/toasts";
import { Value } from "@/features/stations/connect-guide";
import { t } from "@/lib/words";

type Station = Schemas["Station"];

const PATH = "/api/v1/stations/{station_id}/password";

const shape = z.object({
  password: z
    .string()
    .regex(/^[\x21-\x7e]{16,40}$/, t("16 to 40 printable characters without blanks.")),
});

interface Props {
  station: Station;
  /** Called with a password that was made here, to be shown this once. */
  onMade: (password: string) => void;
}

/** Gives a station another password: one that is made, or one that it has already. */
export function PasswordSection({ station, onMade }: Props) {
  const [made, setMade] = useState<string | null>(null);
  const [own, setOwn] = useState(false);
  const params = { path: { station_id: station.id } };
  const make = async () => {
    const { data } = await api.POST(PATH, { params, body: {} });
    const password = data?.password ?? null;
    setMade(password);
    if (password !== null) onMade(password);
  };
  const ask = () =>
    confirmAct({
      title: t("Make another password?"),
      consequence: t(
        "The charger is let in with the new one only, from its next connection on. It is shown once: type it into the charger, then let the charger connect again.",
      ),
      label: t("Make a password"),
      run: make,
    });
  return (
    <Section title={t("Password")}>
      <Stack gap="sm">
        <Text>
          {station.has_password
            ? t("It has a password. What it is cannot be shown again.")
            : t("It has no password, which security profiles 1 and 2 need.")}
        </Text>
        {made !== null && (
          <Alert color="teal" variant="light" title={t("The new password, shown this once")}>
            <Value name="Password" value={made} />
          </Alert>
        )}
        {own ? (
          <SchemaForm
            schema={shape}
            fields={[
              {
                name: "password",
                label: t("The password that the charger has"),
                kind: "password",
                required: true,
              },
            ]}
            initial={{ password: "" }}
            submit={async ({ password }) => {
              await api.POST(PATH, { params, body: { password } });
              setOwn(false);
              tellDone(t("The password was set"));
            }}
            label={t("Set the password")}
            onCancel={() => setOwn(false)}
          />
        ) : (
          <Group gap="xs">
            <Button variant="default" onClick={ask}>
              {t("Make another password")}
            </Button>
            <Button variant="subtle" onClick={() => setOwn(true)}>
              {t("Set one that the charger has")}
            </Button>
          </Group>
        )}
      </Stack>
    </Section>
  );
}
