import { Tooltip } from "@mantine/core";
import type { ReactNode } from "react";

import classes from "@/components/status.module.css";

/** How loud a state is. Only what needs somebody is loud. */
export type Tone = "good" | "busy" | "quiet" | "warn" | "bad";

interface Props {
  tone: Tone;
  children: ReactNode;
  /** What the word means, and what to do about it. */
  explained?: string;
}

/** A state in a word: colour helps, the word says it. */
export function Status({ tone, children, explained }: Props) {
  const word = <span className={`${classes.status ?? ""} ${classes[tone] ?? ""}`}>{children}</span>;
  return explained === undefined ? word : <Tooltip label={explained}>{word}</Tooltip>;
}
