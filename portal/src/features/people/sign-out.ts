import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";

import { api, speakFor } from "@/api/client";
import { Problem } from "@/api/problem";
import { tellProblem } from "@/components/toasts";
import { t } from "@/lib/words";

type Everywhere = "here" | "everywhere";

/** Return how to sign out: nothing of what was read stays behind. */
export function useSignOut(): (where: Everywhere) => Promise<void> {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useCallback(
    async (where) => {
      try {
        await (where === "here"
          ? api.POST("/api/v1/sign-out")
          : api.POST("/api/v1/sign-out-everywhere"));
      } catch (error) {
        if (Problem.from(error).status !== 401) {
          tellProblem(t("You are still signed in"), error);
          return;
        }
      }
      await navigate({ to: "/sign-in" });
      speakFor({ tenant: null, csrfToken: null });
      queries.clear();
    },
    [queries, navigate],
  );
}
