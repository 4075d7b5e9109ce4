import { Button, Group, Input, InputBase, Select, Stack, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";

import type { Schemas } from "@/api/types";
import { modeChoices } from "@/lib/modes";
import { tooLong } from "@/lib/room";
import { t } from "@/lib/words";

type Exception = Schemas["ExceptionDraft"];

const NAME_MAX_LENGTH = 100;

interface Props {
  exceptions: readonly Exception[];
  newMode: Exception["mode"];
  onChange: (exceptions: readonly Exception[]) => void;
}

/** The exceptions of a policy, a row each. */
export function ExceptionsEditor({ exceptions, newMode, onChange }: Props) {
  const change = (nth: number, changed: Partial<Exception>) =>
    onChange(exceptions.map((one, at) => (at === nth ? { ...one, ...changed } : one)));
  const add = () => onChange([...exceptions, { name: "", ...wholeDay(), mode: newMode }]);
  return (
    <Stack gap="sm" align="start">
      {exceptions.map((one, nth) => (
        <Stack key={nth} gap={4}>
          <Group
            gap="sm"
            align="end"
            role="group"
            aria-label={t("Exception {{nth}}", { nth: nth + 1 })}
          >
            <TextInput
              label={t("Name")}
              value={one.name}
              error={tooLong(one.name, NAME_MAX_LENGTH)}
              onChange={(event) => change(nth, { name: event.currentTarget.value })}
            />
            <InputBase
              component="input"
              type="datetime-local"
              label={t("From")}
              value={one.begins}
              onChange={(event) => change(nth, { begins: event.currentTarget.value })}
            />
            <InputBase
              component="input"
              type="datetime-local"
              label={t("Until")}
              value={one.ends}
              onChange={(event) => change(nth, { ends: event.currentTarget.value })}
            />
            <Select
              label={t("Mode")}
              value={one.mode}
              allowDeselect={false}
              data={[...modeChoices]}
              onChange={(mode) => mode !== null && change(nth, { mode })}
            />
            <Button
              variant="subtle"
              onClick={() => onChange(exceptions.filter((_, at) => at !== nth))}
            >
              {t("Leave out")}
            </Button>
          </Group>
          {refusalOf(exceptions, nth) !== null && (
            <Input.Error role="alert">{refusalOf(exceptions, nth)}</Input.Error>
          )}
        </Stack>
      ))}
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={add}
      >
        {t("Add an exception")}
      </Button>
    </Stack>
  );
}

/** Return what is wrong with an exception, if anything is. */
function refusalOf(exceptions: readonly Exception[], nth: number): string | null {
  const one = exceptions[nth];
  if (one === undefined) return null;
  if (one.name.trim() === "") return t("It needs a name.");
  if (one.begins === "" || one.ends === "") return t("Say both times.");
  if (one.begins >= one.ends) return t("It ends before it begins.");
  const clash = exceptions.find(
    (next, at) => at !== nth && next.begins < one.ends && one.begins < next.ends,
  );
  return clash === undefined ? null : t("It overlaps {{name}}.", { name: clash.name });
}

/** Whether all exceptions can be kept as they are. */
export function areKept(exceptions: readonly Exception[]): boolean {
  return exceptions.every((_, nth) => refusalOf(exceptions, nth) === null);
}

/** Return the whole of tomorrow, by the reader's own calendar. */
function wholeDay(): { begins: string; ends: string } {
  const now = new Date();
  const midnight = (ahead: number) => {
    const day = new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate() + ahead));
    return day.toISOString().slice(0, 16);
  };
  return { begins: midnight(1), ends: midnight(2) };
}
