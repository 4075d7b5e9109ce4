import { DAY, STEP } from "@/components/week-editor/spans";

interface Key {
  readonly key: string;
  readonly shiftKey: boolean;
}

/** What a key does to a window that has the focus. */
export type WindowAct =
  | { readonly kind: "move" | "stretch"; readonly by: number }
  | { readonly kind: "remove" | "open" | "switch" | "leave" };

/** Where a key leads in the grid, or what it does there. */
export type CellAct =
  | { readonly kind: "go"; readonly days: number; readonly hours: number }
  | { readonly kind: "enter" | "remove" };

const STEPS: Readonly<Record<string, number>> = {
  ArrowUp: -STEP,
  ArrowDown: STEP,
  ArrowLeft: -DAY,
  ArrowRight: DAY,
};

const WAYS: Readonly<Record<string, readonly [days: number, hours: number]>> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  PageUp: [0, -6],
  PageDown: [0, 6],
  Home: [0, -24],
  End: [0, 24],
};

/** Return what a key does to a window; null where it does nothing. */
export function windowActOf({ key, shiftKey }: Key): WindowAct | null {
  const by = STEPS[key];
  if (by !== undefined) return { kind: shiftKey ? "stretch" : "move", by };
  if (key === "Delete" || key === "Backspace") return { kind: "remove" };
  if (key === "Enter") return { kind: "open" };
  if (key === " ") return { kind: "switch" };
  return key === "Escape" ? { kind: "leave" } : null;
}

/** Return what a key does in the grid; null where it does nothing. */
export function cellActOf({ key }: Key): CellAct | null {
  const way = WAYS[key];
  if (way !== undefined) return { kind: "go", days: way[0], hours: way[1] };
  if (key === "Enter" || key === " ") return { kind: "enter" };
  return key === "Delete" || key === "Backspace" ? { kind: "remove" } : null;
}
