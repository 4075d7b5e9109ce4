import type { Schemas } from "@/api/types";
import { reasonOf } from "@/lib/reasons";
import { t } from "@/lib/words";

type Decision = Schemas["DecisionView"];

/** Return in one sentence who was let in or refused, where, and why. */
export function sentenceOf(decision: Decision): string {
  const where = decision.station_name ?? decision.station_code ?? t("a station removed since");
  const why =
    decision.source === "operator"
      ? t("an operator started it")
      : reasonOf(decision.reason).because;
  const told = { who: apart(whoOf(decision)), where: apart(where), why };
  if (decision.decision === "denied" && decision.stage === "shadow") {
    return t(
      "{{who}} was let in at {{where}} since nothing was enforced; it would have been refused because {{why}}.",
      told,
    );
  }
  return decision.decision === "allowed"
    ? t("{{who}} was let in at {{where}} because {{why}}.", told)
    : t("{{who}} was refused at {{where}} because {{why}}.", told);
}

/** Keep a name's own direction of writing from turning the rest of the sentence around. */
function apart(name: string): string {
  return `\u2068${name}\u2069`;
}

function whoOf({ vehicle_name, masked, source }: Decision): string {
  if (vehicle_name !== null) return vehicle_name;
  if (masked !== null && masked !== "") return t("Identifier {{masked}}", { masked });
  return source === "operator" ? t("Nobody by name") : t("Somebody without an identifier");
}
