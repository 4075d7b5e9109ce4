import { Alert, Button, Stack, Text } from "@mantine/core";
import { useFocusTrap } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";

import { rest } from "@/api/client";
import { Said } from "@/components/said";
import { Entrance } from "@/features/people/entrance";
import { SignIn } from "@/features/people/sign-in";
import { addressIn } from "@/lib/addresses";
import { type Me, meIn } from "@/lib/me";
import { t } from "@/lib/words";

/** Return the address that was asked for, if it is one of ours: a link may hold anything. */
function wanted(to: string | undefined): string | null {
  if (to?.startsWith("/") !== true) return null;
  const address = new URL(to, window.location.origin);
  return address.origin === window.location.origin
    ? `${address.pathname}${address.search}${address.hash}`
    : null;
}

const SINGLE_SIGN_ON = "/api/v1/sign-in/single-sign-on";

const refusals: Readonly<Record<string, string>> = {
  single_sign_on_stranger: t(
    "Nobody here has your e-mail address. Ask whoever administers your tenant to invite you.",
  ),
  single_sign_on_failed: t("The provider did not answer as it should. Try again."),
  challenge_not_serving: t("That took too long, or was begun in another browser. Try again."),
  tenant_not_yours: t("You have an account, and belong to no tenant (any more)."),
};

/** Sign in, and go back to where one wanted to be. */
export function SignInPage() {
  const { to, refused }: { to?: string; refused?: string } = useSearch({ strict: false });
  const queries = useQueryClient();
  const router = useRouter();
  const first = rest.useQuery("get", "/api/v1/first-run");
  const ways = rest.useQuery("get", "/api/v1/sign-in/ways");
  const provider = ways.data?.single_sign_on ?? null;
  const trap = useFocusTrap();
  const enter = (me: Me) => {
    queries.clear();
    queries.setQueryData(meIn(me.tenant.slug).queryKey, me);
    router.history.replace(wanted(to) ?? addressIn(me.tenant, "overview"));
  };
  return (
    <Entrance title={t("Sign in to Chargehouse")}>
      {first.data?.open === true && (
        <Alert color="cyan" variant="light" title={t("Nobody has an account yet")}>
          {t("The server printed a link for the first one when it started. Open that link.")}
        </Alert>
      )}
      {refused !== undefined && (
        <Alert color="red" variant="light" role="alert" title={t("Not signed in")}>
          {refusals[refused] ?? t("You were not let in. Try again.")}
        </Alert>
      )}
      <Stack gap="sm" ref={trap}>
        <SignIn onDone={enter} />
        {provider !== null && (
          <Button
            component="a"
            variant="default"
            size="md"
            href={`${SINGLE_SIGN_ON}?${new URLSearchParams({ next: wanted(to) ?? "/" }).toString()}`}
          >
            {t("Continue with {{provider}}", { provider })}
          </Button>
        )}
      </Stack>
      <Text size="sm" c="dimmed">
        <Said
          sentence="Forgotten the password? Whoever runs the server gives you a new one with <command/>."
          parts={{ command: <code>{"chargehouse account"}</code> }}
        />
      </Text>
    </Entrance>
  );
}
