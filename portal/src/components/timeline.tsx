import { Button, Group, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";

import { Age } from "@/components/age";
import { Status, type Tone } from "@/components/status";
import classes from "@/components/timeline.module.css";
import { t } from "@/lib/words";

/** One thing that happened. */
export interface TimelineEntry {
  id: string;
  /** ISO 8601, UTC. */
  at: string;
  /** Its kind in a word: a frame, a decision, a change of state. */
  kind: string;
  tone: Tone;
  title: ReactNode;
  /** The whole of it, shown when asked for: JSON or text. */
  body?: unknown;
}

const BATCH = 100;

/** What happened, in its order; the whole of an entry unfolds. */
export function Timeline({ label, entries }: { label: string; entries: readonly TimelineEntry[] }) {
  const [shown, setShown] = useState(BATCH);
  return (
    <>
      <ol className={classes.list} aria-label={label}>
        {entries.slice(0, shown).map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ol>
      {entries.length > shown && (
        <Group justify="center">
          <Button variant="default" onClick={() => setShown(shown + BATCH)}>
            {t("Show more ({{left}} left)", { left: entries.length - shown })}
          </Button>
        </Group>
      )}
    </>
  );
}

function Entry({ entry }: { entry: TimelineEntry }) {
  return (
    <li className={classes.entry}>
      <Text span size="sm" c="dimmed">
        <Age at={entry.at} />
      </Text>
      <span>
        <Status tone={entry.tone}>{entry.kind}</Status>
      </span>
      <div className={classes.what}>
        {entry.body === undefined || entry.body === null ? (
          entry.title
        ) : (
          <details>
            <summary>{entry.title}</summary>
            <Body body={entry.body} />
          </details>
        )}
      </div>
    </li>
  );
}

/** JSON or text as it is, indented. */
export function Body({ body }: { body: unknown }) {
  return (
    <pre className={classes.body} tabIndex={0}>
      {typeof body === "string" ? readable(body) : JSON.stringify(body, null, 2)}
    </pre>
  );
}

function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
