import { ActionIcon, Group, Loader, Text, Tooltip } from "@mantine/core";
import { IconPencil, IconRefresh } from "@tabler/icons-react";

import { Age } from "@/components/age";
import type { Column } from "@/components/list/columns";
import { Status } from "@/components/status";
import { outcomeOf } from "@/features/stations/commands/outcome-words";
import { VariableEditor } from "@/features/stations/variable-editor";
import type { Reply, Writing } from "@/features/stations/variable-writing";
import { fullName, keyOf, placeOf, type Variable } from "@/features/stations/variables";
import { t } from "@/lib/words";

/** What is shown of each variable; without `writing` nothing can be changed. */
export function variableColumns(old: boolean, writing: Writing | null): Column<Variable>[] {
  const columns: (Column<Variable> | false)[] = [
    !old && {
      id: "component",
      header: t("Component"),
      width: 240,
      priority: 1,
      cell: (variable) => <Clipped text={placeOf(variable)} />,
    },
    {
      id: "variable",
      header: old ? t("Key") : t("Variable"),
      width: 250,
      priority: 1,
      cell: (variable) => <Clipped text={fullName(variable)} />,
    },
    {
      id: "value",
      header: t("Value"),
      width: 290,
      priority: 1,
      cell: (variable) => <Value variable={variable} writing={writing} />,
    },
    !old && {
      id: "type",
      header: t("Kind"),
      width: 110,
      priority: 3,
      cell: ({ data_type, unit }) => [data_type, unit].filter(Boolean).join(", ") || "–",
    },
    {
      id: "mutability",
      header: t("May be"),
      width: 130,
      priority: 3,
      cell: ({ mutability }) => mutabilities[mutability ?? ""] ?? "–",
    },
    {
      id: "observed_at",
      header: t("Read", { context: "when" }),
      width: 130,
      priority: 2,
      cell: (variable) => <Age at={variable.observed_at} />,
    },
  ];
  return columns.filter((column) => column !== false);
}

const mutabilities: Readonly<Record<string, string>> = {
  ReadOnly: t("read"),
  ReadWrite: t("read, written"),
  WriteOnly: t("written"),
};

function Clipped({ text }: { text: string }) {
  return (
    <Text inherit span className="clip" title={text}>
      {text}
    </Text>
  );
}

function Value({ variable, writing }: { variable: Variable; writing: Writing | null }) {
  if (writing !== null && writing.editing === keyOf(variable)) {
    return (
      <VariableEditor
        variable={variable}
        onSave={(value) => void writing.write(variable, value)}
        onCancel={() => writing.edit(null)}
      />
    );
  }
  const reply = writing?.replyTo(variable) ?? null;
  return (
    <Group gap={6} wrap="nowrap">
      <Text inherit span className="clip" title={variable.value ?? undefined}>
        {variable.value === null || variable.value === "" ? (
          <Text inherit span c="dimmed">
            {variable.value === null ? t("not told") : t("empty")}
          </Text>
        ) : (
          variable.value
        )}
      </Text>
      {variable.masked && (
        <Status tone="quiet" explained={t("It may hold an identifier or a secret.")}>
          {t("masked")}
        </Status>
      )}
      {reply !== null && <ReplyBadge reply={reply} />}
      {writing !== null && (
        <>
          {variable.mutability !== "ReadOnly" && (
            <ActionIcon
              variant="subtle"
              size={20}
              aria-label={t("Change {{name}}", { name: fullName(variable) })}
              onClick={() => writing.edit(variable)}
            >
              <IconPencil size={14} aria-hidden />
            </ActionIcon>
          )}
          <ActionIcon
            variant="subtle"
            size={20}
            aria-label={t("Read {{name}} again", { name: fullName(variable) })}
            onClick={() => void writing.readAgain(variable)}
          >
            <IconRefresh size={14} aria-hidden />
          </ActionIcon>
        </>
      )}
    </Group>
  );
}

function ReplyBadge({ reply }: { reply: Reply }) {
  if (reply.state === "busy") return <Loader size={12} aria-label={reply.doing} />;
  if (reply.state === "failed") {
    return (
      <Tooltip label={reply.problem.message}>
        <span role="status">
          <Status tone="bad">{t("not sent")}</Status>
        </span>
      </Tooltip>
    );
  }
  const { tone, label, advice } = outcomeOf(reply.command);
  return (
    <span role="status">
      <Status tone={tone} explained={advice}>
        {reply.command.answer_status ?? label}
      </Status>
    </span>
  );
}
