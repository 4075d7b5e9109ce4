interface Words {
  /** `idTagInfo.status`. */
  ocpp16: string;
  /** `idTokenInfo.status`. */
  ocpp2: string;
}

function both(word: string): Words {
  return { ocpp16: word, ocpp2: word };
}

/** What a charger is answered, by reason (`docs/access-answers.md`); none where it was not asked. */
export const answers: Readonly<Record<string, Words>> = {
  permitted: both("Accepted"),
  unknown_identifier: { ocpp16: "Invalid", ocpp2: "Unknown" },
  unrecognised_identifier_type: { ocpp16: "Invalid", ocpp2: "Unknown" },
  inactive_identifier: both("Blocked"),
  expired_identifier: both("Expired"),
  stale_agreement: both("Invalid"),
  outside_agreement: { ocpp16: "Invalid", ocpp2: "NotAtThisLocation, NotAtThisTime" },
  unbound_token: both("Blocked"),
  team_rule: { ocpp16: "Blocked", ocpp2: "Blocked, NotAllowedTypeEVSE" },
  unsupported_path: both("Invalid"),
  authorisation_timeout: both("Invalid"),
  concurrent_session: both("ConcurrentTx"),
  partner_denied: {
    ocpp16: "Blocked, Expired, Blocked, Invalid, Invalid",
    ocpp2: "Blocked, Expired, NoCredit, NotAtThisLocation, Unknown",
  },
  partner_no_answer: both("Invalid"),
};
