import type { Schemas } from "@/api/types";
import { t } from "@/lib/words";

export type Frame = Schemas["TimelineFrame"];

type Said = Record<string, unknown>;

/** Return a frame's payload; nothing where it is no JSON object. */
export function payloadOf(frame: Pick<Frame, "payload">): Said {
  try {
    const read: unknown = JSON.parse(frame.payload ?? "");
    return typeof read === "object" && read !== null ? (read as Said) : {};
  } catch {
    return {};
  }
}

function text(said: Said, ...path: readonly (string | number)[]): string {
  let found: unknown = said;
  for (const step of path) {
    if (typeof found !== "object" || found === null) return "";
    found = (found as Record<string | number, unknown>)[step];
  }
  return typeof found === "string" || typeof found === "number" || typeof found === "boolean"
    ? String(found)
    : "";
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(", ");
}

/** Return the sentence for the EVSE that is meant, or the one for a station as a whole. */
function placed(said: Said, whole: string, there: (evse: string) => string): string {
  const evse = text(said, "evseId") || text(said, "evse", "id") || text(said, "connectorId");
  return evse === "" || evse === "0" ? whole : there(evse);
}

type Tell = (said: Said) => string;

/** What each request of a station means. */
const fromStation: Readonly<Record<string, Tell>> = {
  Authorize: (said) =>
    t("May {{whom}} charge?", {
      whom: text(said, "idTag") || text(said, "idToken", "idToken") || t("somebody"),
    }),
  BootNotification: (said) =>
    t("It booted: {{what}}.", {
      what: joined(
        text(said, "chargePointVendor") || text(said, "chargingStation", "vendorName"),
        text(said, "chargePointModel") || text(said, "chargingStation", "model"),
        text(said, "firmwareVersion") || text(said, "chargingStation", "firmwareVersion"),
        text(said, "reason"),
      ),
    }),
  DataTransfer: (said) =>
    t("Something of its maker’s own ({{maker}}).", { maker: text(said, "vendorId") }),
  DiagnosticsStatusNotification: (said) =>
    t("Its upload of diagnostics: {{status}}.", { status: text(said, "status") }),
  FirmwareStatusNotification: (said) =>
    t("Its firmware update: {{status}}.", { status: text(said, "status") }),
  Heartbeat: () => t("It is alive, and asks what time it is."),
  LogStatusNotification: (said) =>
    t("Its upload of logs: {{status}}.", { status: text(said, "status") }),
  MeterValues: (said) =>
    placed(said, t("What its meter shows."), (evse) =>
      t("What its meter shows at EVSE {{evse}}.", { evse }),
    ),
  NotifyEvent: () => t("Something happened to it that its device model watches."),
  NotifyReport: () => t("A part of its device model."),
  SecurityEventNotification: (said) =>
    t("A security event: {{type}}.", { type: text(said, "type") }),
  SignCertificate: () => t("It wants a certificate signed."),
  StartTransaction: (said) => {
    const who = text(said, "idTag");
    const wh = text(said, "meterStart");
    return placed(
      said,
      t("Charging began for {{who}}, the meter at {{wh}} Wh.", { who, wh }),
      (evse) =>
        t("Charging began at EVSE {{evse}} for {{who}}, the meter at {{wh}} Wh.", {
          evse,
          who,
          wh,
        }),
    );
  },
  StatusNotification: (said) => {
    const error = text(said, "errorCode");
    const status = text(said, "status") || text(said, "connectorStatus");
    return error === "" || error === "NoError"
      ? placed(said, t("It is {{status}}.", { status }), (evse) =>
          t("It is {{status}} at EVSE {{evse}}.", { status, evse }),
        )
      : placed(said, t("It is {{status}}, with {{error}}.", { status, error }), (evse) =>
          t("It is {{status}} at EVSE {{evse}}, with {{error}}.", { status, evse, error }),
        );
  },
  StopTransaction: (said) => {
    const reason = text(said, "reason");
    const wh = text(said, "meterStop");
    return reason === ""
      ? t("Charging ended, the meter at {{wh}} Wh.", { wh })
      : t("Charging ended, the meter at {{wh}} Wh ({{reason}}).", { wh, reason });
  },
  TransactionEvent: (said) => {
    const event = text(said, "eventType").toLowerCase();
    const what = joined(
      text(said, "triggerReason"),
      text(said, "transactionInfo", "chargingState"),
      text(said, "transactionInfo", "stoppedReason"),
    );
    return placed(said, t("A transaction {{event}}: {{what}}.", { event, what }), (evse) =>
      t("A transaction {{event}} at EVSE {{evse}}: {{what}}.", { event, evse, what }),
    );
  },
};

/** What each request to a station means. */
const toStation: Readonly<Record<string, Tell>> = {
  CertificateSigned: () => t("Here is the certificate that was asked for."),
  ChangeAvailability: (said) => {
    const status = text(said, "type") || text(said, "operationalStatus");
    return placed(said, t("Be {{status}} as a whole.", { status }), (evse) =>
      t("Be {{status}} at EVSE {{evse}}.", { status, evse }),
    );
  },
  ChangeConfiguration: (said) => {
    const key = text(said, "key");
    const value = text(said, "value");
    return value === ""
      ? t("Set {{key}} to nothing.", { key })
      : t("Set {{key}} to {{value}}.", { key, value });
  },
  ClearCache: () => t("Forget which identifiers were accepted."),
  ClearChargingProfile: () => t("Go by some charging profiles no longer."),
  DataTransfer: (said) =>
    t("Something of its maker’s own ({{maker}}).", { maker: text(said, "vendorId") }),
  GetBaseReport: (said) =>
    t("Tell the device model ({{base}}).", { base: text(said, "reportBase") }),
  GetConfiguration: () => t("Tell these configuration keys."),
  GetDiagnostics: () => t("Upload diagnostics."),
  GetLocalListVersion: () => t("Which version is the local list of identifiers?"),
  GetLog: () => t("Upload logs."),
  GetVariables: () => t("Tell these variables."),
  RemoteStartTransaction: (said) => start(said, text(said, "idTag")),
  RemoteStopTransaction: stop,
  RequestStartTransaction: (said) => start(said, text(said, "idToken", "idToken")),
  RequestStopTransaction: stop,
  Reset: (said) => t("Restart ({{type}}).", { type: text(said, "type") }),
  SendLocalList: (said) =>
    t("Take this local list (version {{version}}).", {
      version: text(said, "listVersion") || text(said, "versionNumber"),
    }),
  SetChargingProfile: () => t("Go by this charging profile."),
  SetVariables: () => t("Set these variables."),
  TriggerMessage: (said) => {
    const message = text(said, "requestedMessage");
    return placed(said, t("Send {{message}}.", { message }), (evse) =>
      t("Send {{message}} at EVSE {{evse}}.", { message, evse }),
    );
  },
  UnlockConnector: (said) =>
    placed(said, t("Let go of the cable."), (evse) =>
      t("Let go of the cable at EVSE {{evse}}.", { evse }),
    ),
  UpdateFirmware: () => t("Install this firmware."),
};

function start(said: Said, who: string): string {
  return placed(said, t("Start charging for {{who}}.", { who }), (evse) =>
    t("Start charging at EVSE {{evse}} for {{who}}.", { evse, who }),
  );
}

function stop(said: Said): string {
  return t("Stop transaction {{transaction}}.", { transaction: text(said, "transactionId") });
}

/** Words for the outcome in an answer, wherever its action has them. */
function verdict(said: Said): string {
  const variables = said.setVariableResult ?? said.getVariableResult;
  if (Array.isArray(variables)) {
    const words = variables.map((one) => text(one as Said, "attributeStatus"));
    return [...new Set(words)].join(", ");
  }
  return (
    text(said, "status") || text(said, "idTagInfo", "status") || text(said, "idTokenInfo", "status")
  );
}

const kinds: Readonly<Record<string, string>> = {
  malformed: t("It could not be read as a message of OCPP; its shape alone is kept."),
  duplicate_call: t("The same message once more."),
  dropped_call: t("A message that was left out: too many came at once."),
};

/** Return what kind of message a frame is, in a word or two. */
export function kindWord(kind: string): string {
  return kindWords[kind] ?? kind.replaceAll("_", " ");
}

const kindWords: Readonly<Record<string, string>> = {
  call: t("request"),
  result: t("result"),
  error: t("error"),
  send: t("message"),
  malformed: t("unreadable"),
  duplicate_call: t("request again"),
  dropped_call: t("request left out"),
  late_result: t("late result"),
  late_error: t("late error"),
  unknown_result: t("unasked result"),
  unknown_error: t("unasked error"),
};

/** Return in a sentence what a frame means. */
export function meaningOf(frame: Frame): string {
  const { kind, direction, action } = frame;
  const said = payloadOf(frame);
  const who = direction === "in" ? t("The charger") : "Chargehouse";
  if (kind === "error" || kind.endsWith("_error")) {
    const error = joined(text(said, "errorCode"), text(said, "errorDescription"));
    return t("{{who}} answered with an error: {{error}}.", { who, error });
  }
  if (kind === "result" || kind.endsWith("_result")) {
    return answered(who, verdict(said), kind !== "result");
  }
  const known = kinds[kind];
  if (known !== undefined) return known;
  const tell = (direction === "in" ? fromStation : toStation)[action ?? ""];
  if (tell !== undefined) return tell(said);
  return action === null
    ? t("{{who}} asks for something unknown.", { who })
    : t("{{who}} asks: {{action}}.", { who, action });
}

function answered(who: string, word: string, late: boolean): string {
  if (word === "") {
    return late ? t("{{who}} answered, too late.", { who }) : t("{{who}} answered.", { who });
  }
  return late
    ? t("{{who}} answered: {{word}}, too late.", { who, word })
    : t("{{who}} answered: {{word}}.", { who, word });
}
