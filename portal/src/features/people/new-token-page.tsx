import { Text } from "@mantine/core";
import { useState } from "react";

import { api } from "@/api/client";
import { ButtonLink } from "@/components/button-link";
import { Section } from "@/components/detail";
import { Page } from "@/components/page";
import { Said } from "@/components/said";
import { ShownOnce } from "@/components/shown-once";
import { PermissionChooser } from "@/features/people/permission-chooser";
import { EVERYWHERE, isUnsaid, PartInput } from "@/features/people/part-input";
import { useRenew } from "@/features/people/renew";
import { TokenForm, type TokenValues } from "@/features/people/token-form";
import { useGo } from "@/lib/going";
import { useMay, useMe } from "@/lib/me";
import { t } from "@/lib/words";

/** Creates a token for a program: what it permits, where, and until when; told this once. */
export function NewTokenPage() {
  const { permissions } = useMe();
  const mayChoose = useMay("permissions.read");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [part, setPart] = useState(EVERYWHERE);
  const [value, setValue] = useState<string | null>(null);
  const go = useGo();
  const renew = useRenew();
  const create = async (values: TokenValues) => {
    if (chosen.length === 0) throw new Error(t("Choose above what it permits."));
    if (isUnsaid(part)) throw new Error(t("Choose where it holds."));
    const { data } = await api.POST("/api/v1/tokens", {
      body: {
        ...values,
        permissions: [...chosen],
        locations: part.everywhere ? null : part.locations,
      },
    });
    setValue(data?.value ?? null);
    await renew();
  };
  if (value !== null) {
    return (
      <Page title={t("The token was created")}>
        <ShownOnce
          title={t("Its value, shown this once")}
          value={value}
          actions={<ButtonLink to="tokens">{t("All tokens")}</ButtonLink>}
        >
          <Said
            sentence="Give it to the program, which sends it as <header/>. Chargehouse cannot show it again."
            parts={{ header: <code>{"Authorization: Bearer …"}</code> }}
          />
        </ShownOnce>
      </Page>
    );
  }
  return (
    <Page title={t("Create a token")}>
      <Section title={t("What it permits")}>
        {mayChoose ? (
          <PermissionChooser
            chosen={chosen}
            onChange={setChosen}
            everything={t("All that you may do, and whatever is added later.")}
            among={permissions}
          />
        ) : (
          <Text>{t("To choose, you need to see what may be permitted.")}</Text>
        )}
      </Section>
      <Section title={t("Where")}>
        <PartInput part={part} onChange={setPart} locationsOnly />
      </Section>
      <Section title={t("The token")}>
        <TokenForm submit={create} onCancel={() => void go("tokens")} />
      </Section>
    </Page>
  );
}
