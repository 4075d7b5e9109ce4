import { Button, Group, Select, TextInput } from "@mantine/core";
import { type SubmitEvent, useState } from "react";

import { VALUE_MAX_LENGTH } from "@/features/stations/value-room";
import type { Variable } from "@/features/stations/variables";
import { tooLong } from "@/lib/room";
import { t } from "@/lib/words";

interface Props {
  variable: Variable;
  onSave: (value: string) => void;
  onCancel: () => void;
}

const NUMBERS = new Set(["integer", "decimal"]);

/** Edits a value where it stands; a masked one is written anew. */
export function VariableEditor({ variable, onSave, onCancel }: Props) {
  const [value, setValue] = useState(variable.masked ? "" : (variable.value ?? ""));
  // A key of OCPP 1.6 has no component.
  const most = VALUE_MAX_LENGTH[variable.component === "" ? "ocpp1.6" : "ocpp2.1"];
  const refused = tooLong(value, most);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (refused === null) onSave(value);
  };
  const label = t("New value of {{name}}", { name: variable.variable });
  return (
    <form onSubmit={submit}>
      <Group gap={4} wrap="nowrap">
        {isFlag(variable) ? (
          <Select
            size="xs"
            aria-label={label}
            data={["true", "false"]}
            value={value.toLowerCase()}
            onChange={(chosen) => setValue(chosen ?? "")}
            allowDeselect={false}
            data-autofocus
          />
        ) : (
          <TextInput
            size="xs"
            aria-label={label}
            error={refused}
            placeholder={variable.masked ? t("a new value") : undefined}
            inputMode={NUMBERS.has(variable.data_type ?? "") ? "numeric" : "text"}
            rightSection={variable.unit === null ? undefined : <span>{variable.unit}</span>}
            value={value}
            onChange={(event) => setValue(event.currentTarget.value)}
            onKeyDown={(event) => event.key === "Escape" && onCancel()}
            autoFocus
          />
        )}
        <Button type="submit" size="compact-xs" disabled={refused !== null}>
          {t("Write")}
        </Button>
        <Button variant="default" size="compact-xs" onClick={onCancel}>
          {t("Cancel")}
        </Button>
      </Group>
    </form>
  );
}

function isFlag({ data_type, value }: Variable): boolean {
  return data_type === "boolean" || ["true", "false"].includes((value ?? "").toLowerCase());
}
