/** Return who did something, of the API's `kind:name`; what is no person is told with its kind. */
export function whoOf(label: string): string {
  const [kind = "", ...name] = label.split(":");
  if (name.length === 0) return label;
  return kind === "user" ? name.join(":") : `${name.join(":")} (${kind})`;
}
