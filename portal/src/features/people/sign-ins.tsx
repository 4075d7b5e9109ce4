import { Button, Group, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { Said } from "@/components/said";
import { Answered } from "@/components/states";
import { Status } from "@/components/status";
import { tellDone, tellProblem } from "@/components/toasts";
import { browserName } from "@/features/people/browser-name";
import { t } from "@/lib/words";
import classes from "@/features/people/sign-ins.module.css";

type SignIn = Schemas["SignInRecord"];

/** The browsers in which one is signed in; each but this one can be signed out. */
export function SignIns() {
  const signIns = rest.useQuery("get", "/api/v1/me/sign-ins");
  const queries = useQueryClient();
  const end = async (signIn: SignIn) => {
    try {
      await api.DELETE("/api/v1/me/sign-ins/{sign_in_id}", {
        params: { path: { sign_in_id: signIn.id } },
      });
      tellDone(t("Signed out there"), browserName(signIn.user_agent));
    } catch (error) {
      tellProblem(t("It was not signed out"), error);
    }
    await queries.invalidateQueries({ queryKey: ["get", "/api/v1/me/sign-ins"] });
  };
  return (
    <Answered query={signIns}>
      {(rows) => (
        <ul className={classes.list}>
          {rows.map((row) => (
            <li key={row.id} className={classes.row}>
              <SignInFacts signIn={row} />
              {!row.current && (
                <Button variant="default" onClick={() => void end(row)}>
                  {t("Sign out there")}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </Answered>
  );
}

function SignInFacts({ signIn }: { signIn: SignIn }) {
  return (
    <Stack gap={0} miw={0}>
      <Group gap="xs">
        <Text span fw={600} className="wrap" title={signIn.user_agent}>
          {browserName(signIn.user_agent)}
        </Text>
        {signIn.current && <Status tone="busy">{t("this browser")}</Status>}
      </Group>
      <Text size="sm" c="dimmed">
        <Said
          sentence="Used <used/>, signed in <in/>, ends by itself <end/>"
          parts={{
            used: <Age at={signIn.last_seen_at} />,
            in: <Age at={signIn.created_at} />,
            end: <Age at={signIn.expires_at} />,
          }}
        />
      </Text>
    </Stack>
  );
}
