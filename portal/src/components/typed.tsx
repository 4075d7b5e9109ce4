import { Code } from "@mantine/core";

/** What the server says; what is between backquotes is typed as it stands. */
export function Typed({ text }: { text: string }) {
  return text
    .split("`")
    .map((part, nth) => (nth % 2 === 1 ? <Code key={nth}>{part}</Code> : part));
}
