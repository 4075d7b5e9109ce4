import type { Schemas } from "@/api/types";
import { t } from "@/lib/words";

/** How partners let our drivers in, by OCPI's word for it. */
export const whitelists: Readonly<Record<Schemas["TokenSharing"]["whitelist"], string>> = {
  ALLOWED: t("with asking us or without"),
  ALWAYS: t("without asking us"),
  ALLOWED_OFFLINE: t("without asking us only where we give no answer"),
  NEVER: t("only after asking us"),
};
