/** Why somebody was let in or refused: the words of `docs/access-answers.md`, with a remedy. */

import { t } from "@/lib/words";

export interface Reason {
  /** In a word or two, for lists. */
  label: string;
  /** What it means, as a sentence. */
  meaning: string;
  /** After "because": the same, in the middle of a sentence. */
  because: string;
  /** What to do where it was wrong. */
  remedy: string;
}

/** The reasons that are decided on, and what chargers may decide by themselves. */
export const reasons: Readonly<Record<string, Reason>> = {
  permitted: {
    label: t("permitted"),
    meaning: t("The identifier is active and valid."),
    because: t("its identifier is active and valid"),
    remedy: t("If it should not charge, deactivate the identifier or its vehicle."),
  },
  unknown_identifier: {
    label: t("unknown identifier"),
    meaning: t("No vehicle and no agreement has this identifier."),
    because: t("no vehicle and no agreement has this identifier"),
    remedy: t("If this driver should charge, add the identifier to a vehicle."),
  },
  unrecognised_identifier_type: {
    label: t("unrecognised type"),
    meaning: t("Neither the identifier's type nor its value is known."),
    because: t("neither the identifier's type nor its value is known"),
    remedy: t(
      "The charger calls the type by a word that OCPP does not have. Add the identifier by its value, and the type no longer matters.",
    ),
  },
  inactive_identifier: {
    label: t("inactive identifier"),
    meaning: t("The identifier is known, and not active now."),
    because: t("the identifier is known, and not active now"),
    remedy: t(
      "Look at the identifier: it is inactive, blocked, lost or not yet valid, or its vehicle is inactive. Make it active where that was a mistake.",
    ),
  },
  expired_identifier: {
    label: t("expired identifier"),
    meaning: t("The identifier's validity has ended."),
    because: t("the identifier's validity has ended"),
    remedy: t("Give the identifier a later end, or none."),
  },
  stale_agreement: {
    label: t("stale agreement"),
    meaning: t("The partner's list of identifiers is older than it may be."),
    because: t("the partner's list of identifiers is older than it may be"),
    remedy: t("See why the partner's list is no longer renewed."),
  },
  outside_agreement: {
    label: t("outside agreement"),
    meaning: t("The agreement does not cover this place or this hour."),
    because: t("the agreement does not cover this place or this hour"),
    remedy: t("Look at what the agreement covers, and agree on more where that is meant."),
  },
  unbound_token: {
    label: t("card without driver"),
    meaning: t("The card is known, and bound to no driver."),
    because: t("the card is bound to no driver"),
    remedy: t("Bind the card to a driver."),
  },
  team_rule: {
    label: t("rule of the fleet"),
    meaning: t("The rules of the vehicle's fleet do not let it charge here and now."),
    because: t("the rules of its fleet do not let it charge here and now"),
    remedy: t("Look at the rules of the fleet, and at whether it is active."),
  },
  unsupported_path: {
    label: t("unsupported path"),
    meaning: t("It was asked for in a way that cannot be checked here."),
    because: t("it was asked for in a way that cannot be checked here"),
    remedy: t("Let the driver use a card, or start the session from the station's page."),
  },
  authorisation_timeout: {
    label: t("no decision in time"),
    meaning: t("No decision was reached in time, so the start was refused."),
    because: t("no decision was reached in time, and without one nobody is let in"),
    remedy: t(
      "Let the driver try again. Where it comes often, the database or the server is too slow: whoever runs Chargehouse finds the cause by the request id.",
    ),
  },
  concurrent_session: {
    label: t("charges elsewhere"),
    meaning: t("The identifier charges elsewhere, where that is forbidden."),
    because: t("the identifier charges elsewhere at the same time"),
    remedy: t("End the other session, or allow several at once."),
  },
  partner_denied: {
    label: t("denied by the partner"),
    meaning: t("The partner was asked, and does not let it charge here and now."),
    because: t("the partner was asked, and does not let it charge here and now"),
    remedy: t("The partner knows why its driver may not charge: send the driver there."),
  },
  partner_no_answer: {
    label: t("no answer from the partner"),
    meaning: t("The partner has to be asked, and did not answer in time."),
    because: t("the partner has to be asked, and did not answer in time"),
    remedy: t("Look at the last exchanges with the partner. The driver may try again."),
  },
  ask_partner: {
    label: t("the partner is asked"),
    meaning: t("The partner is asked when it comes to it, and its word decides."),
    because: t("the partner is asked when it comes to it"),
    remedy: t("Let the driver try: only then is the partner asked."),
  },
  charger_local_rejection: {
    label: t("refused by the charger"),
    meaning: t("The charger refused by itself, without asking."),
    because: t("the charger refused by itself, without asking"),
    remedy: t("Look at the charger's own lists and caches: they decide before we are asked."),
  },
};

/** Return what is known of a reason; one that is not known is told by its code. */
export function reasonOf(code: string): Reason {
  const known = Object.hasOwn(reasons, code) ? reasons[code] : undefined;
  if (known !== undefined) return known;
  const words = code.replaceAll("_", " ");
  return {
    label: words,
    meaning: t("The server calls it “{{words}}”.", { words }),
    because: t("of “{{words}}”", { words }),
    remedy: t("Look at what was answered and at the station's timeline."),
  };
}
