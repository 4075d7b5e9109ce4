/** Return the rows of a list's answer; its type allows for the same rows as CSV, a text. */
export function itemsOf<Row>(answer: string | { items: Row[] } | undefined): readonly Row[] {
  return typeof answer === "object" ? answer.items : [];
}
