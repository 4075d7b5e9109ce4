import { Button } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";

import { ShownOnce } from "@/components/shown-once";
import { t } from "@/lib/words";

interface Props {
  codes: readonly string[];
  onKept: () => void;
}

/** The codes for when the authenticator is lost; they are shown this once. */
export function RecoveryCodes({ codes, onKept }: Props) {
  return (
    <ShownOnce
      title={t("Recovery codes, shown this once")}
      value={codes.join("\n")}
      actions={
        <>
          <Button
            variant="default"
            leftSection={<IconPrinter size={14} aria-hidden />}
            onClick={() => window.print()}
          >
            {t("Print")}
          </Button>
          <Button onClick={onKept}>{t("I have kept them")}</Button>
        </>
      }
    >
      {t(
        "Each lets you in once when your authenticator is lost. Keep them where others do not find them, and not on the same telephone.",
      )}
    </ShownOnce>
  );
}
