import { Button } from "@mantine/core";
import { IconPencil, IconTrash } from "@tabler/icons-react";

import { ButtonLink } from "@/components/button-link";
import { t } from "@/lib/words";

/** The way to the form in which a thing is changed. */
export function ChangeLink({ to }: { to: string }) {
  return (
    <ButtonLink to={to} variant="default" leftSection={<IconPencil size={14} aria-hidden />}>
      {t("Change")}
    </ButtonLink>
  );
}

/** Asks whether a thing is to be removed; it is never the loudest on a page. */
export function RemoveButton({ onClick }: { onClick: () => void }) {
  return (
    <Button
      variant="subtle"
      color="gray"
      leftSection={<IconTrash size={14} aria-hidden />}
      onClick={onClick}
    >
      {t("Remove …")}
    </Button>
  );
}
