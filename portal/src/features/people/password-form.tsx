import { Button, Group, PasswordInput, Stack } from "@mantine/core";
import { type SubmitEvent, useState } from "react";

import { api } from "@/api/client";
import { Problem } from "@/api/problem";
import { ProblemAlert } from "@/components/states";
import { tellDone } from "@/components/toasts";
import { tooLong } from "@/lib/room";
import { t } from "@/lib/words";

const PASSWORD_MAX_LENGTH = 128;

interface Props {
  email: string;
  onChanged: () => Promise<unknown>;
}

/** Change the own password; what is refused stands at its field. */
export function PasswordForm({ email, onChanged }: Props) {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [failure, setFailure] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const refused = tooLong(next, PASSWORD_MAX_LENGTH);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      await api.PUT("/api/v1/me/password", {
        body: { current_password: current, new_password: next },
      });
      setCurrent("");
      setNext("");
      tellDone(t("The password was changed"), t("Every other browser was signed out."));
      await onChanged();
    } catch (error) {
      setFailure(Problem.from(error));
    } finally {
      setBusy(false);
    }
  };
  const said = (name: string) => failure?.fields.find(({ field }) => field === name)?.message;
  return (
    <form onSubmit={(event) => void submit(event)} aria-label={t("Change the password")}>
      <Stack gap="sm" maw={420}>
        {failure !== null && (
          <ProblemAlert error={failure} title={t("The password was not changed")} />
        )}
        <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
        <PasswordInput
          label={t("Password until now")}
          autoComplete="current-password"
          required
          maxLength={1000}
          error={said("current_password")}
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          label={t("New password")}
          description={t("12 to 128 characters. A few words in a row are good.")}
          autoComplete="new-password"
          required
          minLength={12}
          error={refused ?? said("new_password")}
          value={next}
          onChange={(event) => setNext(event.currentTarget.value)}
        />
        <Group>
          <Button type="submit" loading={busy} disabled={refused !== null}>
            {t("Change the password")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
