import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { type SubmitEvent, useState } from "react";

import { api } from "@/api/client";
import { Problem } from "@/api/problem";
import type { Schemas } from "@/api/types";
import { FormFailure } from "@/components/form/form-failure";
import { tellDone } from "@/components/toasts";
import { PermissionChooser } from "@/features/people/permission-chooser";
import { useRenew } from "@/features/people/renew";
import { t } from "@/lib/words";

interface Props {
  department: Schemas["Department"];
}

function same(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one));
}

/** Choose what a department allows and denies, for all who belong to it at once. */
export function DepartmentPermissions({ department }: Props) {
  const [allows, setAllows] = useState<readonly string[]>(department.allows);
  const [denies, setDenies] = useState<readonly string[]>(department.denies);
  const [denying, setDenying] = useState(department.denies.length > 0);
  const [failure, setFailure] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const renew = useRenew();
  const changed = !same(allows, department.allows) || !same(denies, department.denies);
  useBlocker({
    shouldBlockFn: () => changed && !window.confirm(t("Leave this? What you chose is lost.")),
    enableBeforeUnload: () => changed,
  });
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      await api.PATCH("/api/v1/departments/{department_id}", {
        params: { path: { department_id: department.id } },
        body: { version: department.version, allows: [...allows], denies: [...denies] },
      });
      tellDone(t("It holds from now on"), t("For all who belong to the department."));
      await renew();
    } catch (error) {
      setFailure(Problem.from(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} aria-label={t("What it permits")}>
      <Stack gap="md">
        <PermissionChooser
          chosen={allows}
          onChange={setAllows}
          everything={t("All that there is, and whatever is added later.")}
        />
        {denying ? (
          <Stack gap="xs" role="group" aria-label={t("What it denies")}>
            <Title order={3} size="h6">
              {t("What it denies")}
            </Title>
            <Text size="sm" c="dimmed">
              {t("A denial wins: whoever belongs to it may not do this, whatever else allows it.")}
            </Text>
            <PermissionChooser
              chosen={denies}
              onChange={setDenies}
              everything={t("Whoever belongs to it may do nothing at all.")}
            />
          </Stack>
        ) : (
          <Group>
            <Button variant="subtle" onClick={() => setDenying(true)}>
              {t("Deny something as well …")}
            </Button>
          </Group>
        )}
        {failure !== null && (
          <FormFailure problem={failure} title={t("It was not saved")} renew={() => void renew()} />
        )}
        <Group justify="end">
          <Button type="submit" loading={busy} disabled={!changed}>
            {t("Save what it permits")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
