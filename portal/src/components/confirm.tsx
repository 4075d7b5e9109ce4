import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { modals } from "@mantine/modals";
import { type SubmitEvent, type ReactNode, useState } from "react";

import { ProblemAlert } from "@/components/states";
import { tooLong } from "@/lib/room";
import { t } from "@/lib/words";

const REASON_MAX_LENGTH = 500;

interface Act {
  /** What will be done, as a question or a sentence. */
  title: string;
  /** What follows from it, and whether it can be undone. */
  consequence: ReactNode;
  /** The verb on the button. */
  label: string;
  /** Done when confirmed; what it throws is shown and can be tried again. */
  run: (reason: string) => Promise<unknown>;
  /** Whether a reason must be given; it is kept with what is done. */
  reason?: boolean;
  dangerous?: boolean;
}

/** Ask before something that matters is done; keep the reason where one is asked for. */
export function confirmAct(act: Act): void {
  const id = modals.open({
    title: act.title,
    children: <Confirmation act={act} close={() => modals.close(id)} />,
  });
}

function Confirmation({ act, close }: { act: Act; close: () => void }) {
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      await act.run(reason.trim());
      close();
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  const refused = tooLong(reason.trim(), REASON_MAX_LENGTH);
  const missing = act.reason === true && reason.trim() === "";
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        <Text component="div">{act.consequence}</Text>
        {act.reason === true && (
          <Textarea
            label={t("Reason")}
            description={t("Kept with what is done, for whoever asks later.")}
            required
            error={refused}
            data-autofocus
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
        {failure !== null && <ProblemAlert error={failure} title={t("It was not done")} />}
        <Group justify="end">
          <Button variant="default" onClick={close}>
            {t("Cancel")}
          </Button>
          <Button
            type="submit"
            loading={busy}
            disabled={missing || refused !== null}
            {...(act.dangerous === true && { color: "red" })}
          >
            {act.label}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
