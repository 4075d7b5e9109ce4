import { Button, Code, Group, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";

import { confirmAct } from "@/components/confirm";
import { Facts, Section } from "@/components/detail";
import { Page } from "@/components/page";
import { Empty } from "@/components/states";
import { Factors } from "@/features/people/factors";
import { PasswordForm } from "@/features/people/password-form";
import { SignIns } from "@/features/people/sign-ins";
import { useSignOut } from "@/features/people/sign-out";
import { useMe } from "@/lib/me";
import { t } from "@/lib/words";

/** The own account: what lets one in, and where one is signed in. */
export function AccountPage() {
  const me = useMe();
  const queries = useQueryClient();
  const signOut = useSignOut();
  const { account } = me;
  if (account === null) {
    return (
      <Page title={t("Your account")}>
        <Empty title={t("An API token has no account")}>
          {t("Sign in with an e-mail address instead.")}
        </Empty>
      </Page>
    );
  }
  const renew = () => queries.invalidateQueries({ queryKey: ["get", "/api/v1/me/sign-ins"] });
  return (
    <Page title={t("Your account")}>
      <Section title={t("You")}>
        <Facts
          facts={[
            [t("Name"), <bdi key="name">{account.name}</bdi>],
            [t("E-mail address"), account.email],
            [t("Tenants"), me.tenants.map(({ name }) => name).join(", ")],
          ]}
        />
        <Text size="xs" c="dimmed">
          {t("You may do here")}
        </Text>
        <Group gap={4}>
          {me.permissions.map((permission) => (
            <Code key={permission}>{permission}</Code>
          ))}
        </Group>
      </Section>
      <Section title={t("Password")}>
        <PasswordForm email={account.email} onChanged={renew} />
      </Section>
      <Factors />
      <Section
        title={t("Where you are signed in")}
        actions={
          <Button
            variant="default"
            onClick={() =>
              confirmAct({
                title: t("Sign out everywhere?"),
                consequence: t(
                  "Every browser is signed out, this one too. Sign in again to go on.",
                ),
                label: t("Sign out everywhere"),
                run: () => signOut("everywhere"),
              })
            }
          >
            {t("Sign out everywhere")}
          </Button>
        }
      >
        <SignIns />
      </Section>
    </Page>
  );
}
