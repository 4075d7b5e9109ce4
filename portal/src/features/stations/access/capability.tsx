import { Alert, Button, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";

import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { Said } from "@/components/said";
import { AcceptanceForm } from "@/features/stations/access/acceptance-form";
import { CapabilityForm } from "@/features/stations/access/capability-form";
import { capabilities } from "@/features/stations/access/control-words";
import { Gaps } from "@/features/stations/access/gaps";
import { useMay } from "@/lib/me";
import { whoOf } from "@/lib/who";
import { t } from "@/lib/words";

type Control = Schemas["ControlView"];
type Word = NonNullable<Control["override"]>;

/** What is not enforced at a charger, who says what of it, and what may be said. */
export function Capability({ control }: { control: Control }) {
  const { capability, not_enforced: gaps, override, acceptance } = control;
  const asks = capability === "partial" && !control.may_be_scheduled;
  return (
    <>
      {override !== null && (
        <Own
          word={override}
          sentence={t("Said to be {{capability}}, whatever was found: {{found}}.", {
            capability: capabilities[capability].label,
            found: capabilities[control.found].label,
          })}
        />
      )}
      {asks ? <ToAccept control={control} /> : gaps.length > 0 && <Gaps gaps={gaps} />}
      {acceptance !== null && (
        <Own
          word={acceptance}
          sentence={
            asks
              ? t("Other things were accepted before; more was found since.")
              : t("It was accepted that this is not enforced.")
          }
        />
      )}
    </>
  );
}

/** What somebody said of a charger: the words are theirs. */
function Own({ word: { words, by, at }, sentence }: { word: Word; sentence: string }) {
  return (
    <Text size="sm" component="div" className="wrap">
      {sentence}{" "}
      <Said
        sentence="<who/>, <age/>: <words/>"
        parts={{
          who: <bdi>{whoOf(by)}</bdi>,
          age: <Age at={at} />,
          words: <bdi>{words}</bdi>,
        }}
      />
    </Text>
  );
}

function ToAccept({ control }: { control: Control }) {
  const [opened, setOpened] = useState(false);
  const mayEdit = useMay("access.control.edit");
  const close = () => setOpened(false);
  return (
    <Alert
      color="yellow"
      variant="light"
      title={t("A policy cannot govern it until somebody accepts what it will not enforce")}
    >
      <Stack gap="xs" align="start">
        <Gaps gaps={control.not_enforced} />
        {mayEdit && (
          <Button variant="default" onClick={() => setOpened(true)}>
            {t("Accept it in writing …")}
          </Button>
        )}
      </Stack>
      <Modal opened={opened} onClose={close} title={t("What will not be enforced")}>
        <AcceptanceForm control={control} onDone={close} />
      </Modal>
    </Alert>
  );
}

/** Opens what says what a charger can do. */
export function SayCapability({ control }: { control: Control }) {
  const [opened, setOpened] = useState(false);
  const close = () => setOpened(false);
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {t("Say what it can do …")}
      </Button>
      <Modal opened={opened} onClose={close} title={t("What the charger can do")}>
        <CapabilityForm control={control} onDone={close} />
      </Modal>
    </>
  );
}
