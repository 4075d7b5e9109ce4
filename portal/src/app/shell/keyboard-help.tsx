import { Kbd, Modal } from "@mantine/core";
import { Fragment } from "react";

import { t } from "@/lib/words";
import classes from "@/app/shell/frame.module.css";

const keys: readonly (readonly [keys: readonly string[], what: string])[] = [
  [[t("Ctrl"), "K"], t("Search, go to a page, do something (on a Mac: ⌘ K)")],
  [["/"], t("The same, with one key")],
  [["?"], t("This help")],
  [["Tab"], t("To the next thing that can be used; with Shift, back")],
  [["↑", "↓"], t("In a list: from row to row; in a search: from hit to hit")],
  [[t("Enter")], t("Open or press what has the focus")],
  [["Esc"], t("Close what lies over the page")],
];

/** What can be done by keyboard. */
export default function KeyboardHelp({ close }: { close: () => void }) {
  return (
    <Modal
      opened
      onClose={close}
      title={t("Keyboard")}
      closeButtonProps={{ "aria-label": t("Close") }}
      size="lg"
    >
      <dl className={classes.keys}>
        {keys.map(([names, what]) => (
          <Fragment key={what}>
            <dt>
              {names.map((name) => (
                <Kbd key={name} mr={4}>
                  {name}
                </Kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </Fragment>
        ))}
      </dl>
    </Modal>
  );
}
