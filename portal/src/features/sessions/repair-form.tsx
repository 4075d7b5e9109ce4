import { Button, Modal, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconTool } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { z } from "zod";

import { api } from "@/api/client";
import type { Schemas } from "@/api/types";
import type { Field } from "@/components/form/fields";
import { SchemaForm } from "@/components/form/schema-form";
import { tellDone } from "@/components/toasts";
import { count as number } from "@/lib/quantities";
import { exact } from "@/lib/time";
import { t } from "@/lib/words";

type Session = Schemas["SessionView"];

const schema = z.object({
  reason: z.string().trim().min(1, t("Say why, for whoever asks later.")).max(100),
  ended_at: z.iso.datetime().nullable(),
  meter_stop_wh: z.number().int(t("Whole watt-hours.")).min(0).nullable(),
});

type Repair = z.input<typeof schema>;

/** Opens the form by which a session that did not end by itself is closed, or a doubt settled. */
export function RepairButton({ session }: { session: Session }) {
  const [opened, { open, close }] = useDisclosure(false);
  const live = session.ended_at === null;
  return (
    <>
      <Button variant="default" leftSection={<IconTool size={14} aria-hidden />} onClick={open}>
        {live ? t("Close by hand") : t("Settle")}
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        title={live ? t("Close this session by hand") : t("Settle what is in doubt")}
      >
        <RepairForm session={session} onDone={close} />
      </Modal>
    </>
  );
}

function RepairForm({ session, onDone }: { session: Session; onDone: () => void }) {
  const queries = useQueryClient();
  const live = session.ended_at === null;
  const submit = async ({ reason, ended_at, meter_stop_wh }: z.output<typeof schema>) => {
    await api.POST("/api/v1/sessions/{session_id}/repair", {
      params: { path: { session_id: session.id } },
      body: { reason, meter_stop_wh, ...(live && { ended_at }) },
    });
    tellDone(live ? t("The session is closed") : t("The doubt is settled"));
    onDone();
    await queries.invalidateQueries({
      predicate: ({ queryKey }) => String(queryKey[1]).startsWith("/api/v1/sessions"),
    });
  };
  return (
    <SchemaForm
      schema={schema}
      fields={fieldsOf(session)}
      initial={{ reason: "", ended_at: null, meter_stop_wh: null }}
      submit={submit}
      label={live ? t("Close the session") : t("Settle it")}
      onCancel={onDone}
    >
      <Text c="dimmed">
        {live
          ? t(
              "This changes what is recorded, and tells the charger nothing: to make it stop, use “Force stop”. If the charger tells its own end later, that is believed instead.",
            )
          : t(
              "The figures told by the charger stay as they are; yours fills what is not known.",
            )}{" "}
        {t("Your name, the time and the reason are kept with it. It cannot be undone.")}
      </Text>
    </SchemaForm>
  );
}

function fieldsOf(session: Session): Field<Repair>[] {
  const live = session.ended_at === null;
  const start = session.meter_start_wh;
  const fields: Field<Repair>[] = [
    {
      name: "reason",
      label: t("Reason"),
      kind: "text",
      required: true,
      placeholder: t("The charger was replaced"),
    },
    {
      name: "meter_stop_wh",
      label: t("Meter at the end, in Wh"),
      kind: "number",
      description: [
        start === null ? "" : t("At the start it stood at {{wh}} Wh.", { wh: number(start) }),
        t("Leave it empty where nobody read it: 12.5 kWh are 12500."),
      ].join(" "),
    },
  ];
  if (live) {
    fields.splice(1, 0, {
      name: "ended_at",
      label: t("Ended at"),
      kind: "instant",
      description: t("Left empty: when it was last heard of, {{at}}.", {
        at: exact(session.last_fact_at),
      }),
    });
  }
  return fields;
}
