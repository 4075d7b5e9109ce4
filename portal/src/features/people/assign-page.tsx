import { Button, Group, Stack } from "@mantine/core";
import { useParams, useSearch } from "@tanstack/react-router";
import { type SubmitEvent, useState } from "react";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { FormPage } from "@/components/form/form-page";
import { Answered, ProblemAlert } from "@/components/states";
import { tellDone } from "@/components/toasts";
import { DepartmentPicker } from "@/features/people/department-picker";
import { EVERYWHERE, isUnsaid, PartInput } from "@/features/people/part-input";
import { useRenew } from "@/features/people/renew";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

/** Puts a user into a department, or changes where it holds for them. */
export function AssignPage() {
  const { user: id = "" } = useParams({ strict: false });
  const user = rest.useQuery("get", "/api/v1/users/{user_id}", {
    params: { path: { user_id: id } },
  });
  return (
    <FormPage title={t("Put into a department")}>
      <Answered query={user}>{(data) => <Form key={id} user={data} />}</Answered>
    </FormPage>
  );
}

function partIn(user: Schemas["User"], department: string | null): Schemas["Part"] {
  const known = user.departments.find(({ department_id }) => department_id === department);
  return known?.part ?? EVERYWHERE;
}

function Form({ user }: { user: Schemas["User"] }) {
  const { department: asked }: { department?: string } = useSearch({ strict: false });
  const [department, setDepartment] = useState<string | null>(asked ?? null);
  const [part, setPart] = useState(partIn(user, asked ?? null));
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const go = useGo();
  const renew = useRenew();
  const leave = () => go(`users/${user.id}`);
  const missing = department === null || isUnsaid(part);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (department === null) return;
    setBusy(true);
    setFailure(null);
    try {
      await api.PUT("/api/v1/users/{user_id}/departments/{department_id}", {
        params: { path: { user_id: user.id, department_id: department } },
        body: { part },
      });
      tellDone(t("They belong to the department"));
      await renew();
      await leave();
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} aria-label={t("Put into a department")}>
      <Stack gap="md">
        {failure !== null && <ProblemAlert error={failure} title={t("It was not saved")} />}
        <DepartmentPicker
          id={department}
          onChange={(id) => {
            setDepartment(id);
            setPart(partIn(user, id));
          }}
          label={t("Department")}
          description={t("What it permits they may do at once.")}
        />
        <PartInput part={part} onChange={setPart} />
        <Group justify="end">
          <Button variant="default" onClick={() => void leave()}>
            {t("Cancel")}
          </Button>
          <Button type="submit" loading={busy} disabled={missing}>
            {t("Save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
