import type { Schemas } from "@/api/types";
import { t } from "@/lib/words";

export type Partner = Schemas["Partner"];
export type Party = Schemas["Party"];

/** What a party is to others, by OCPI's word for it. */
export const roles: Readonly<Record<Party["role"], string>> = {
  CPO: t("runs chargers (CPO)"),
  EMSP: t("has drivers (EMSP)"),
  HUB: t("connects others (HUB)"),
  NAP: t("tells the public (NAP)"),
  NSP: t("leads drivers (NSP)"),
  OTHER: t("something else (OTHER)"),
  SCSP: t("charges smartly (SCSP)"),
  PTP: t("takes payments (PTP)"),
};

/** Return what partners call a party: `ES-TWK`. */
export function keyOf({ country_code, party_id }: Party): string {
  return `${country_code}-${party_id}`;
}

/** The versions of OCPI that are spoken here, the newest first. */
export const versions = ["2.3.0", "2.2.1", "2.1.1"] as const;

const steps: Readonly<Record<string, string>> = {
  versions: t("Read which versions the partner speaks"),
  version_details: t("Read where the partner's modules are"),
  post_credentials: t("Give the partner our credentials, and take its own"),
  put_credentials: t("Change credentials with the partner"),
  delete_credentials: t("Tell the partner that the registration ended"),
  parties: t("Take over the partner's parties"),
};

/** Return what a step of a handshake does. */
export function stepOf(step: string): string {
  return steps[step] ?? step;
}

/** What went wrong at a step, and what to do about it. */
export interface Fault {
  what: string;
  todo: string;
}

const unanswered: Readonly<Record<string, Fault>> = {
  timed_out: {
    what: t("The partner gave no whole answer within 10 seconds."),
    todo: t("Try again. If it stays so, have the partner look into its log."),
  },
  cannot_connect: {
    what: t("Nobody listens there, or the way is blocked."),
    todo: t("Compare the URL with what the partner sent; ask whether it lets our address through."),
  },
  tls_failed: {
    what: t("The partner's certificate is not good for this name."),
    todo: t("Have the partner renew it, and send it with those that vouch for it."),
  },
  name_unknown: {
    what: t("The name leads nowhere."),
    todo: t("Compare the URL with what the partner sent, letter by letter."),
  },
  address_not_public: {
    what: t("The name leads to an address inside a network."),
    todo: t("Use a public address, or have whoever runs Chargehouse allow private ones for OCPI."),
  },
  connection_broken: {
    what: t("The partner hung up before it answered."),
    todo: t("Try again. If it stays so, have the partner look into its log."),
  },
  too_large: {
    what: t("The partner's answer is larger than a megabyte."),
    todo: t("Ask the partner whether the URL is that of its versions."),
  },
  url_refused: {
    what: t("The URL is none that may be asked."),
    todo: t("It begins with https://, and holds neither user nor password."),
  },
};

const codes: readonly (readonly [code: RegExp, todo: string])[] = [
  [
    /^200/,
    t(
      "It does not like what we sent: its log says what. Parties that it does not know are one cause.",
    ),
  ],
  [
    /^3001/,
    t("It could not use our side: see that it reaches our versions URL from where it stands."),
  ],
  [/^3002/, t("It does not speak our version: choose another one.")],
  [/^3003/, t("It misses modules of ours: ask it which ones it needs.")],
  [/^3/, t("The partner's system failed: its log says why. Try again later.")],
];

const known: readonly (readonly [pattern: RegExp, told: (found: readonly string[]) => Fault])[] = [
  [
    /there was no answer: (\w+)/,
    ([, reason = ""]) =>
      unanswered[reason] ?? { what: t("There was no answer: {{reason}}.", { reason }), todo: "" },
  ],
  [
    /HTTP (401|403)/,
    ([, status = ""]) => ({
      what: t("The partner does not accept the token (HTTP {{status}}).", { status }),
      todo: t(
        "Ask for a new one if it was used before. Some partners want it as it is, not in Base64: change how the partner is spoken to.",
      ),
    }),
  ],
  [
    /HTTP 404/,
    () => ({
      what: t("There is nothing at this address (HTTP 404)."),
      todo: t("Compare the URL with what the partner sent: it should end with /versions."),
    }),
  ],
  [
    /HTTP 405/,
    () => ({
      what: t("The partner takes no such request now (HTTP 405)."),
      todo: t("It may think that it is registered already: have it end that on its side."),
    }),
  ],
  [
    /HTTP 3\d\d/,
    () => ({
      what: t("The partner leads elsewhere, which is not followed."),
      todo: t("Ask the partner for the address to which it leads, and use that."),
    }),
  ],
  [
    /HTTP (\d+)/,
    ([, status = ""]) => ({
      what: t("The partner answered HTTP {{status}}.", { status }),
      todo: t("The partner's system failed: its log says why. Try again later."),
    }),
  ],
  [
    /status code (\d+)/,
    ([, code = ""]) => ({
      what: t("The partner refused, with OCPI's status code {{code}}.", { code }),
      todo: codes.find(([pattern]) => pattern.test(code))?.[1] ?? "",
    }),
  ],
  [
    /versions do not include (.+)/,
    ([, version = ""]) => ({
      what: t("The partner does not speak {{version}}.", { version }),
      todo: t("Ask the partner which versions it speaks, and choose another one."),
    }),
  ],
  [
    /no credentials endpoint/,
    () => ({
      what: t("The partner does not say where credentials are exchanged."),
      todo: t("Have the partner name its credentials module in this version."),
    }),
  ],
  [
    /somebody else's/,
    () => ({
      what: t("A party that the partner names is ours, or another partner's."),
      todo: t(
        "See our parties and the other partners. A party has one owner: one of you must change.",
      ),
    }),
  ],
  [
    /not OCPI/,
    () => ({
      what: t("What the partner answered is not OCPI."),
      todo: t(
        "Check that the URL is that of its versions, and show the partner what is said below.",
      ),
    }),
  ],
];

/** The steps at which nothing is sent but the token. */
const READING: readonly (string | undefined)[] = ["versions", "version_details"];

/** Return in words what went wrong at a step, and what to do; what is not known here stays as it is. */
export function faultOf(fault: string, step?: string): Fault {
  const refused = /status code (2\d\d\d)/.exec(fault);
  if (refused !== null && READING.includes(step)) {
    return {
      what: t("The partner refused, with OCPI's status code {{code}}.", { code: refused[1] ?? "" }),
      todo: t(
        "Most often it does not know the token: ask for a new one if it was used before. Some partners want it as it is, not in Base64: change how the partner is spoken to.",
      ),
    };
  }
  for (const [pattern, told] of known) {
    const found = pattern.exec(fault);
    if (found !== null) return told(found);
  }
  return { what: fault, todo: "" };
}

/** Return what was wrong at the last handshake with a partner, and what to do; null for nothing. */
export function lastFault({ steps }: Partner): Fault | null {
  const failed = steps.find(({ fault }) => typeof fault === "string");
  return typeof failed?.fault === "string" ? faultOf(failed.fault, failed.step) : null;
}

/** Return when the last step of a handshake with a partner was taken; null where none was. */
export function lastHandshake({ steps }: Partner): string | null {
  return steps.at(-1)?.at ?? null;
}

/** What a module of OCPI is about, in words. */
export const modules: Readonly<Record<string, string>> = {
  locations: t("Locations"),
  sessions: t("Sessions"),
  cdrs: t("CDRs"),
  tariffs: t("Tariffs"),
  tokens: t("Tokens of drivers"),
  hubclientinfo: t("Clients of hubs"),
};

/** Return what a module is about; one that is not known here is called as OCPI does. */
export function moduleName(module: string): string {
  return modules[module] ?? module;
}
