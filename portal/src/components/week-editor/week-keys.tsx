import { Kbd, Text } from "@mantine/core";

import { t } from "@/lib/words";

const keys: readonly (readonly [names: readonly string[], what: string])[] = [
  [[t("Enter")], t("in the hours: make a window, or take hold of the one that is there")],
  [["↑", "↓", "←", "→"], t("move it by a quarter of an hour, or by a day")],
  [["⇧ ↑", "⇧ ↓"], t("let it end earlier or later")],
  [[t("Space")], t("give it the other mode")],
  [[t("Enter")], t("on a window: its days and exact times")],
  [["Del"], t("remove it")],
  [["Esc"], t("back to the hours")],
];

/** What the keys do in a week that is edited. */
export function WeekKeys({ id }: { id: string }) {
  return (
    <Text component="div" id={id} className="hint" visibleFrom="sm">
      {keys.map(([names, what]) => (
        <div key={what}>
          {names.map((name) => (
            <Kbd key={name} size="xs" mr={4}>
              {name}
            </Kbd>
          ))}
          {what}
        </div>
      ))}
    </Text>
  );
}
