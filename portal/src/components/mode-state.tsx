import { Status } from "@/components/status";
import { type Mode, modes } from "@/lib/modes";

/** Who may charge, in a word. */
export function ModeState({ mode }: { mode: Mode }) {
  const { label, explained } = modes[mode];
  return (
    <Status tone={mode === "freevend" ? "busy" : "good"} explained={explained}>
      {label}
    </Status>
  );
}
