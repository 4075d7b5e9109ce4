import { Status } from "@/components/status";
import { t } from "@/lib/words";

interface Props {
  credits?: string | null;
  credited_by?: string | null;
}

/** Whether a CDR holds, was taken back, or takes another one back. */
export function CdrState({ credits = null, credited_by = null }: Props) {
  if (credits !== null) {
    return (
      <Status tone="busy" explained={t("It takes another CDR back.")}>
        {t("credit")}
      </Status>
    );
  }
  if (credited_by !== null) {
    return (
      <Status tone="quiet" explained={t("A credit CDR took it back.")}>
        {t("taken back")}
      </Status>
    );
  }
  return <Status tone="good">{t("holds")}</Status>;
}
