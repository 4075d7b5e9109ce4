import { Button, Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import type { Schemas } from "@/api/types";
import { concernWords } from "@/app/overview/concern-words";
import classes from "@/app/overview/overview.module.css";
import { Age } from "@/components/age";
import { Section } from "@/components/detail";
import { Status, type Tone } from "@/components/status";
import { addressIn } from "@/lib/addresses";
import { useMe } from "@/lib/me";
import { t } from "@/lib/words";

type Concern = Schemas["Concern"];

const FIRST = 6;

const kinds: Record<string, readonly [tone: Tone, word: string]> = {
  stranded: ["bad", t("cut off")],
  fault: ["bad", t("fault")],
  doubtful: ["warn", t("in doubt")],
  disconnected: ["warn", t("offline")],
  silent: ["warn", t("silent")],
  pending: ["busy", t("to accept")],
  never_seen: ["quiet", t("never seen")],
};

/** What a person should look at first, the most pressing on top. */
export function AttentionList({ concerns }: { concerns: readonly Concern[] }) {
  return (
    <Section title={t("Needs attention")}>
      {concerns.length === 0 ? <Calm /> : <Concerns rows={concerns} />}
    </Section>
  );
}

function Calm() {
  return (
    <Text c="dimmed" py="sm">
      {t("Nothing needs anybody now: no fault, no session in doubt, no charger that went away.")}
    </Text>
  );
}

function Concerns({ rows }: { rows: readonly Concern[] }) {
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, FIRST);
  return (
    <>
      <ol className={classes.concerns} aria-label={t("Needs attention")}>
        {shown.map((concern) => (
          <li key={`${concern.kind} ${concern.session_id ?? concern.station_id} ${concern.since}`}>
            <ConcernRow concern={concern} />
          </li>
        ))}
      </ol>
      {rows.length > FIRST && (
        <Group justify="center">
          <Button variant="subtle" onClick={() => setAll(!all)}>
            {all
              ? t("Show fewer")
              : t("Show the other {{number}}", { number: rows.length - FIRST })}
          </Button>
        </Group>
      )}
    </>
  );
}

function ConcernRow({ concern }: { concern: Concern }) {
  const { tenant } = useMe();
  const [tone, word] = kinds[concern.kind] ?? (["warn", concern.kind] as const);
  const place =
    concern.session_id === null
      ? `stations/${concern.station_id}`
      : `sessions/${concern.session_id}`;
  return (
    <Link className={classes.concern} to={addressIn(tenant, place)}>
      <span>
        <Status tone={tone}>{word}</Status>
      </span>
      <span className={classes.said}>
        <Text span inherit fw={600} dir="auto">
          {nameOf(concern)}
        </Text>{" "}
        {concernWords(concern.sentence)}
      </span>
      <Text span inherit c="dimmed" className="figure">
        <Age at={concern.since} />
      </Text>
    </Link>
  );
}

function nameOf({ station_name, station_code }: Concern): string {
  return station_name ?? station_code ?? t("A station that was removed");
}
