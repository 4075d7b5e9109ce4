import { Group, List, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { LocationPicker } from "@/components/pickers";
import { Said } from "@/components/said";
import { Answered } from "@/components/states";
import { Verdict } from "@/components/verdict";
import { sentence, wordOf } from "@/features/people/explanation";
import { PartText } from "@/features/people/part-text";
import { byModule, moduleName } from "@/features/people/people-words";
import { useMay } from "@/lib/me";
import { t, told } from "@/lib/words";

interface Props {
  user: Schemas["User"];
}

/** Pick something to do, and a place: may they, and what decides it? */
export function Explainer({ user }: Props) {
  const [action, setAction] = useState<string | null>(null);
  const [location, setLocation] = useState<string | null>(null);
  const permissions = rest.useQuery("get", "/api/v1/permissions");
  const mayPickPlace = useMay("locations.read");
  const choices = byModule(permissions.data ?? []).map(([module, rows]) => ({
    group: moduleName(module),
    items: rows.map(({ action: value, description }) => ({
      value,
      label: `${value}: ${told(description)}`,
    })),
  }));
  return (
    <Stack gap="sm">
      <Group align="end" gap="sm">
        <Select
          label={t("What")}
          placeholder={t("Choose something to do")}
          w={360}
          maw="100%"
          data={choices}
          value={action}
          onChange={setAction}
          searchable
          error={permissions.isError && t("What may be permitted could not be read.")}
        />
        {mayPickPlace && (
          <LocationPicker
            id={location}
            onChange={setLocation}
            label={t("Where")}
            description={t("Left empty: in the whole tenant.")}
          />
        )}
      </Group>
      {action !== null && <Answer user={user} action={action} location={location} />}
    </Stack>
  );
}

interface AnswerProps extends Props {
  action: string;
  location: string | null;
}

function Answer({ user, action, location }: AnswerProps) {
  const explanation = rest.useQuery("get", "/api/v1/users/{user_id}/explanation", {
    params: {
      path: { user_id: user.id },
      query: { action, ...(location !== null && { location_id: location }) },
    },
  });
  return (
    <Answered query={explanation}>
      {(told) => (
        <Verdict good={told.permitted} title={sentence(user.name, told)}>
          {user.status === "suspended" && (
            <Text size="sm">
              {t("They are suspended: as long as that lasts they may do nothing.")}
            </Text>
          )}
          {told.steps.length === 0 ? (
            <Text size="sm">
              {t("Put them into a department that allows it, or allow it to them alone.")}
            </Text>
          ) : (
            <List size="sm" aria-label={t("What was looked at")}>
              {told.steps.map((step, nth) => (
                <List.Item key={nth} fw={nth === told.decided_by ? 600 : undefined}>
                  <StepText step={step} decides={nth === told.decided_by} />
                </List.Item>
              ))}
            </List>
          )}
        </Verdict>
      )}
    </Answered>
  );
}

type Step = Schemas["ExplanationView"]["steps"][number];

function StepText({ step, decides }: { step: Step; decides: boolean }) {
  const parts = { step: <bdi>{wordOf(step)}</bdi>, part: <PartText part={step.part} /> };
  if (decides) return <Said sentence="<step/> <part/>: this decides." parts={parts} />;
  if (step.applies) return <Said sentence="<step/> <part/>." parts={parts} />;
  return <Said sentence="<step/> <part/>: not at this place." parts={parts} />;
}
