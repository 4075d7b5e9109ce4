import { Anchor, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { z } from "zod";

import { api, rest } from "@/api/client";
import { SchemaForm } from "@/components/form/schema-form";
import { Answered } from "@/components/states";
import { Entrance } from "@/features/people/entrance";
import { useLinkToken } from "@/features/people/link-token";
import { addressIn } from "@/lib/addresses";
import { type Me, meIn, speakAs } from "@/lib/me";
import { t } from "@/lib/words";

const schema = z.object({
  name: z.string().trim().min(1, t("Say how you are called.")).max(200),
  email: z.email(t("This is no e-mail address.")).max(254),
  password: z
    .string()
    .min(12, t("At least 12 characters."))
    .max(128, t("At most {{most}} characters.", { most: 128 })),
});

/** Make the first account of an installation, which may do everything. */
export function FirstRunPage() {
  const first = rest.useQuery("get", "/api/v1/first-run");
  return (
    <Entrance title={t("The first account")}>
      <Answered query={first}>
        {({ open }) =>
          open ? <Making /> : <WayOn>{t("The first account was made already.")}</WayOn>
        }
      </Answered>
    </Entrance>
  );
}

function Making() {
  const token = useLinkToken("first-run");
  const queries = useQueryClient();
  const navigate = useNavigate();
  if (token === null || token === "") {
    return (
      <WayOn>
        {t(
          "This needs the link that the server printed when it started, whole: what follows its # is the proof that you run the server.",
        )}
      </WayOn>
    );
  }
  const make = async (values: z.output<typeof schema>) => {
    const { data } = await api.POST("/api/v1/first-run", { body: { ...values, token } });
    const me = data as Me;
    speakAs(me);
    queries.clear();
    queries.setQueryData(meIn(me.tenant.slug).queryKey, me);
    await navigate({ to: addressIn(me.tenant, "overview"), replace: true });
  };
  return (
    <>
      <Text size="sm" c="dimmed">
        {t("It may do everything, and give accounts to others. You are signed in with it at once.")}
      </Text>
      <SchemaForm
        schema={schema}
        fields={[
          { name: "name", label: t("Your name"), kind: "text", required: true },
          { name: "email", label: t("E-mail address"), kind: "text", required: true },
          {
            name: "password",
            label: t("Password"),
            kind: "password",
            description: t("12 characters or more. A few words in a row are good."),
            required: true,
          },
        ]}
        initial={{ name: "", email: "", password: "" }}
        submit={make}
        label={t("Make the account")}
      />
    </>
  );
}

function WayOn({ children }: { children: string }) {
  return (
    <>
      <Text>{children}</Text>
      <Anchor component={Link} to="/sign-in">
        {t("Sign in")}
      </Anchor>
    </>
  );
}
