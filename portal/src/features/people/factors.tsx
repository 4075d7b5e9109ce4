import { rest } from "@/api/client";
import { Section } from "@/components/detail";
import { Answered } from "@/components/states";
import { Authenticator } from "@/features/people/authenticator";
import { Passkeys } from "@/features/people/passkeys";
import { t } from "@/lib/words";

/** What else than a password lets one in, or is asked for besides. */
export function Factors() {
  const factors = rest.useQuery("get", "/api/v1/me/factors");
  if (factors.data === undefined) {
    return (
      <Section title={t("Second step and passkeys")}>
        <Answered query={factors}>{() => null}</Answered>
      </Section>
    );
  }
  return (
    <>
      <Authenticator factors={factors.data} />
      <Passkeys passkeys={factors.data.passkeys} />
    </>
  );
}
