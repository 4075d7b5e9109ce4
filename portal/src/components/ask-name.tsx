import { Button, Group, Stack, TextInput } from "@mantine/core";
import { modals } from "@mantine/modals";
import { type SubmitEvent, useState } from "react";

import { ProblemAlert } from "@/components/states";
import { tooLong } from "@/lib/room";
import { t } from "@/lib/words";

const NAME_MAX_LENGTH = 80;

interface Asking {
  title: string;
  keep: (name: string) => Promise<void>;
}

/** Ask for a name, and keep something under it. */
export function askName({ title, keep }: Asking): void {
  const id = modals.open({
    title,
    children: <NameForm keep={keep} close={() => modals.close(id)} />,
  });
}

function NameForm({ keep, close }: { keep: Asking["keep"]; close: () => void }) {
  const [name, setName] = useState("");
  const [error, setError] = useState<unknown>(null);
  const refused = tooLong(name.trim(), NAME_MAX_LENGTH);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    try {
      await keep(name.trim());
      close();
    } catch (problem) {
      setError(problem);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        {error !== null && <ProblemAlert error={error} title={t("It was not kept")} />}
        <TextInput
          label={t("Name")}
          required
          error={refused}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Group justify="end">
          <Button variant="default" onClick={close}>
            {t("Cancel")}
          </Button>
          <Button type="submit" disabled={name.trim() === "" || refused !== null}>
            {t("Keep")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
