import { Status } from "@/components/status";
import { t } from "@/lib/words";

/** Whether a fleet is active: the vehicles of one that is not are refused. */
export function FleetState({ active }: { active: boolean }) {
  if (active) return <Status tone="good">{t("active")}</Status>;
  return (
    <Status tone="warn" explained={t("Every one of its vehicles is refused.")}>
      {t("not active")}
    </Status>
  );
}
