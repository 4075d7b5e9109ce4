import { Stack } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { z } from "zod";

import { api, rest } from "@/api/client";
import { FormPage } from "@/components/form/form-page";
import { SchemaForm } from "@/components/form/schema-form";
import { Answered } from "@/components/states";
import { tellDone } from "@/components/toasts";
import { EVERYWHERE, isUnsaid, PartInput } from "@/features/people/part-input";
import { useRenew } from "@/features/people/renew";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

const REASON_MAX_LENGTH = 500;

const shape = z.object({
  effect: z.enum(["allow", "deny"]),
  action: z.string({ error: t("Choose what.") }).min(1, t("Choose what.")),
  reason: z
    .string()
    .trim()
    .min(1, t("Say why."))
    .max(REASON_MAX_LENGTH, t("At most {{most}} characters.", { most: REASON_MAX_LENGTH })),
});

/** Allows or denies a user a single thing, and keeps why. */
export function NewGrantPage() {
  const { user: id = "" } = useParams({ strict: false });
  const go = useGo();
  const renew = useRenew();
  const permissions = rest.useQuery("get", "/api/v1/permissions");
  const leave = () => go(`users/${id}`);
  const [part, setPart] = useState(EVERYWHERE);
  const add = async (values: z.output<typeof shape>) => {
    if (isUnsaid(part)) throw new Error(t("Choose where it holds."));
    await api.POST("/api/v1/users/{user_id}/grants", {
      params: { path: { user_id: id } },
      body: { ...values, part },
    });
    tellDone(values.effect === "allow" ? t("It was allowed") : t("It was denied"));
    await renew();
    await leave();
  };
  return (
    <FormPage title={t("Allow or deny a thing")}>
      <Answered query={permissions}>
        {(known) => (
          <Stack gap="md">
            <PartInput part={part} onChange={setPart} />
            <SchemaForm
              schema={shape}
              fields={[
                {
                  name: "effect",
                  label: t("What to do"),
                  kind: "choice",
                  required: true,
                  options: [
                    { value: "allow", label: t("Allow") },
                    { value: "deny", label: t("Deny") },
                  ],
                  description: t("A denial wins over whatever allows it."),
                },
                {
                  name: "action",
                  label: t("Permission"),
                  kind: "choice",
                  required: true,
                  options: known.map(({ action }) => ({ value: action, label: action })),
                },
                {
                  name: "reason",
                  label: t("Reason"),
                  kind: "area",
                  required: true,
                  description: t("Kept with it, for whoever asks later."),
                },
              ]}
              initial={{ effect: "allow", action: "", reason: "" }}
              submit={add}
              label={t("Keep it")}
              onCancel={() => void leave()}
            />
          </Stack>
        )}
      </Answered>
    </FormPage>
  );
}
