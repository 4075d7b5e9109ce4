import { Button } from "@mantine/core";

import { api } from "@/api/client";
import type { Schemas } from "@/api/types";
import { confirmAct } from "@/components/confirm";
import { tellDone } from "@/components/toasts";
import { useMay } from "@/lib/me";
import { useRenewAccess } from "@/lib/renew-access";
import { t } from "@/lib/words";

/** What can be done about a problem that holds: say that one knows of it, and try again. */
export function ProblemActs({ problem }: { problem: Schemas["ProblemView"] }) {
  const renew = useRenewAccess();
  const mayEdit = useMay("access.control.edit");
  if (!mayEdit || problem.closed_at !== null) return null;
  const params = { path: { problem_id: problem.id } };
  const acknowledge = () =>
    confirmAct({
      title: t("Acknowledge this problem?"),
      consequence: t("It stays open while it holds. Others see that you know of it."),
      label: t("Acknowledge"),
      reason: true,
      run: async (note) => {
        await api.POST("/api/v1/access/problems/{problem_id}/acknowledge", {
          params,
          body: { note },
        });
        await renew();
        tellDone(t("The problem was acknowledged"));
      },
    });
  const retry = () =>
    confirmAct({
      title: t("Bring the mode about again?"),
      consequence: t("The charger is told its mode anew, from the beginning. Sessions go on."),
      label: t("Retry"),
      run: async () => {
        await api.POST("/api/v1/access/problems/{problem_id}/retry", { params });
        await renew();
        tellDone(t("Its mode is brought about again"));
      },
    });
  return (
    <>
      <Button variant="default" onClick={retry}>
        {t("Retry …")}
      </Button>
      {problem.acknowledged_at === null && (
        <Button variant="default" onClick={acknowledge}>
          {t("Acknowledge …")}
        </Button>
      )}
    </>
  );
}
