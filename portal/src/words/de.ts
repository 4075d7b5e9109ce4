/** German: one file for each folder of the sources, and one for what the server says. */

const files = import.meta.glob<Readonly<Record<string, string>>>("./de/*.json", {
  eager: true,
  import: "default",
});

export default Object.fromEntries(Object.values(files).flatMap((words) => Object.entries(words)));
