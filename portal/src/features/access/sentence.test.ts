import { expect, it } from "vitest";

import type { Schemas } from "@/api/types";
import { sentenceOf } from "@/features/access/sentence";
import { stepsOf } from "@/features/access/steps";

const decision: Schemas["DecisionView"] = {
  id: "01890000-0000-7000-8000-000000000000",
  attempt_id: "01890000-0000-7000-8000-000000000001",
  station_id: "01890000-0000-7000-8000-000000000002",
  station_code: "CP-1",
  station_name: null,
  evse_id: null,
  decided_at: "2026-11-21T12:00:00Z",
  judged_at: "2026-11-21T12:00:00Z",
  decision: "denied",
  reason: "unknown_identifier",
  meaning: "No vehicle and no agreement has this identifier.",
  source: "identifier",
  identifier_type: "rfid",
  masked: "04••••80",
  identifier_hash: null,
  access_class: "unknown",
  agreement_id: null,
  agreement_name: null,
  identifier_id: null,
  vehicle_id: null,
  vehicle_name: null,
  policy_source: "default",
  policy_id: null,
  policy_name: null,
  policy_version: null,
  rule_id: null,
  rule: "no policy governs the station",
  fleet_id: null,
  fleet_name: null,
  team_rule_id: null,
  team_rule: null,
  mode: "managed_access",
  stage: "on",
  protocol: "ocpp1.6",
  answer: "Invalid",
  request_id: null,
  outside: null,
  passed_over: [],
  took_us: 800,
};

/** Return a sentence without the marks that keep names of other scripts apart. */
function said(changes: Partial<typeof decision>): string {
  return sentenceOf({ ...decision, ...changes }).replace(/[\u2068\u2069]/g, "");
}

it("a denial is told by who, where and why", () => {
  expect(said({})).toBe(
    "Identifier 04••••80 was refused at CP-1 because no vehicle and no agreement has this" +
      " identifier.",
  );
});

it("whoever would have been refused in shadow was let in", () => {
  expect(said({ stage: "shadow" })).toMatch(
    /^Identifier 04••••80 was let in at CP-1 since nothing was enforced; it would have been refused/,
  );
});

it("a vehicle and a station are called by their names", () => {
  const names = { vehicle_name: "Van 1", station_name: "North depot" };
  expect(said({ ...names, decision: "allowed", reason: "permitted" })).toBe(
    "Van 1 was let in at North depot because its identifier is active and valid.",
  );
});

it("who came without an identifier, to a station removed since, is still told", () => {
  expect(said({ masked: null, station_code: null })).toMatch(
    /^Somebody without an identifier was refused at a station removed since because /,
  );
});

it("an operator's start is told as such", () => {
  expect(said({ source: "operator", decision: "allowed", reason: "permitted" })).toMatch(
    /because an operator started it\.$/,
  );
});

it("names of other scripts do not turn the sentence around", () => {
  expect(sentenceOf({ ...decision, vehicle_name: "شاحنة" })).toMatch(/^\u2068شاحنة\u2069 was/);
});

it("the steps come in the order in which it was decided", () => {
  const steps = stepsOf({
    ...decision,
    reason: "outside_agreement",
    access_class: "unauthorised",
    agreement_id: decision.id,
    agreement_name: "Roamer",
    passed_over: [{ agreement_id: decision.id, name: "Zebra", reason: "stale_agreement" }],
    policy_id: decision.id,
    policy_name: "Depot",
    policy_version: 3,
    policy_source: "weekly",
    rule: "every day 08:00 to 18:00",
  });
  expect(steps.map((step) => step.replace(/^(\S+ \S+ \S+).*$/, "$1"))).toEqual([
    "The charger sends",
    "It is classed:",
    "The agreement Roamer",
    "The agreement Zebra",
    "The policy Depot",
    "The station is",
    "The agreement does",
    "The charger is",
  ]);
  expect(steps[4]).toBe("The policy Depot governs the station, in version 3.");
});

it("a decision in shadow says that nothing was enforced", () => {
  expect(stepsOf({ ...decision, stage: "shadow" })).toContain("Access control: Shadow.");
});

it("without policy and identifier it is said so", () => {
  const steps = stepsOf({ ...decision, masked: null, identifier_type: null, source: "operator" });
  expect(steps[0]).toBe("An operator asks for a start with no identifier.");
  expect(steps).toContain("No policy governs the station.");
});

it("what the partner said comes before the reason, and that it was not asked as well", () => {
  const asked = { ...decision, reason: "partner_no_answer" };
  const steps = stepsOf(asked, "not_asked");
  expect(steps.at(-3)).toMatch(/^The partner is not asked: it gave no answer of late/);
  expect(steps.at(-2)).toBe("The partner has to be asked, and did not answer in time.");
  expect(stepsOf(asked)).toHaveLength(steps.length - 1);
  expect(stepsOf(asked, "PERHAPS").at(-3)).toBe("The partner said: PERHAPS.");
});
