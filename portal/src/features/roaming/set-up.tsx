import { Button, Group, SegmentedControl, Text } from "@mantine/core";
import { useState } from "react";
import { z } from "zod";

import { api } from "@/api/client";
import type { Schemas } from "@/api/types";
import { confirmAct } from "@/components/confirm";
import { Section } from "@/components/detail";
import type { Field } from "@/components/form/fields";
import { SchemaForm } from "@/components/form/schema-form";
import { ShownOnce } from "@/components/shown-once";
import { tellDone, tellProblem } from "@/components/toasts";
import { useRenew } from "@/features/roaming/renew";
import { type Partner, versions } from "@/features/roaming/roaming-words";
import { t } from "@/lib/words";

const TOKEN_MAX_LENGTH = 64;
const URL_MAX_LENGTH = 255;

/** How credentials are exchanged with a partner: it begins, or we do. */
export function SetUp({ partner }: { partner: Partner }) {
  const [way, setWay] = useState("them");
  const [told, setTold] = useState<Schemas["ToldInvitation"] | null>(null);
  return (
    <Section title={t("Exchange credentials")}>
      <Text>
        {t("One side gives the other an address and a token; from then on all goes by itself.")}
      </Text>
      <Group>
        <SegmentedControl
          aria-label={t("Who begins")}
          value={way}
          onChange={setWay}
          data={[
            { value: "them", label: t("The partner registers") },
            { value: "us", label: t("We register") },
          ]}
        />
      </Group>
      {way === "them" ? (
        <Invite partner={partner} told={told} onTold={setTold} />
      ) : (
        <Register partner={partner} />
      )}
    </Section>
  );
}

interface InviteProps {
  partner: Partner;
  told: Schemas["ToldInvitation"] | null;
  onTold: (told: Schemas["ToldInvitation"]) => void;
}

function Invite({ partner, told, onTold }: InviteProps) {
  const renew = useRenew();
  const invite = async () => {
    const { data } = await api.POST("/api/v1/roaming/partners/{partner_id}/invitation", {
      params: { path: { partner_id: partner.id } },
    });
    if (data !== undefined) onTold(data);
    await renew();
  };
  const begin = async () => {
    try {
      await invite();
    } catch (error) {
      tellProblem(t("No token was made"), error);
    }
  };
  const askAgain = () =>
    confirmAct({
      title: t("Make another token?"),
      consequence: t("The one before serves no more. Send the partner the new one."),
      label: t("Make another token"),
      run: invite,
    });
  if (told !== null) {
    return (
      <>
        <ShownOnce
          title={t("What to send the partner, shown this once")}
          value={`${t("Versions URL: {{url}}", { url: told.versions_url })}\n${t("Token: {{token}}", { token: told.token })}`}
        >
          {t(
            "Send both by a safe way. With them the partner registers from its side; this page shows when it did, and at which step it failed if it did not. The token cannot be shown again, only replaced.",
          )}
        </ShownOnce>
        {partner.state === "invited" && (
          <Text c="dimmed">{t("Waiting for the partner to register …")}</Text>
        )}
      </>
    );
  }
  if (partner.state === "invited") {
    return (
      <>
        <Text>
          {t("The partner has a token, and has not registered yet. If it was lost, make another.")}
        </Text>
        <Group>
          <Button variant="default" onClick={askAgain}>
            {t("Make another token …")}
          </Button>
        </Group>
      </>
    );
  }
  return (
    <>
      <Text>{t("Choose this where the partner asks you for your versions URL and a token.")}</Text>
      <Group>
        <Button onClick={() => void begin()}>{t("Make a token for the partner")}</Button>
      </Group>
    </>
  );
}

const shape = z.object({
  versions_url: z
    .string()
    .trim()
    .min(1, t("It needs the address that the partner sent."))
    .max(URL_MAX_LENGTH, t("At most {{most}} characters.", { most: URL_MAX_LENGTH }))
    .regex(/^https?:\/\/\S+$/, t("An address, as in https://partner.example/ocpi/versions.")),
  token: z
    .string()
    .trim()
    .min(1, t("It needs the token that the partner sent."))
    .max(TOKEN_MAX_LENGTH, t("At most {{most}} characters.", { most: TOKEN_MAX_LENGTH })),
  ocpi_version: z.enum(versions).nullable(),
});

const fields: readonly Field<z.input<typeof shape>>[] = [
  {
    name: "versions_url",
    label: t("The partner's versions URL"),
    kind: "text",
    required: true,
  },
  {
    name: "token",
    label: t("The token that it gave you"),
    kind: "password",
    required: true,
    description: t("OCPI calls it token A. It serves this once."),
  },
  {
    name: "ocpi_version",
    label: t("Version of OCPI"),
    kind: "choice",
    options: versions.map((version) => ({ value: version, label: version })),
    description: t("Left empty: the newest that both speak."),
  },
];

function Register({ partner }: { partner: Partner }) {
  const renew = useRenew();
  const register = async (values: z.output<typeof shape>) => {
    try {
      await api.POST("/api/v1/roaming/partners/{partner_id}/registration", {
        params: { path: { partner_id: partner.id } },
        body: values,
      });
      tellDone(t("The partner is registered"), t("Both sides can ask each other from now on."));
    } finally {
      // The steps that were taken are told also where one failed.
      await renew();
    }
  };
  return (
    <>
      <Text>{t("Choose this where the partner sent you its versions URL and a token.")}</Text>
      <SchemaForm
        schema={shape}
        fields={fields}
        initial={{ versions_url: partner.versions_url ?? "", token: "", ocpi_version: null }}
        label={t("Register")}
        failed={t("The partner was not registered")}
        submit={register}
      />
    </>
  );
}
