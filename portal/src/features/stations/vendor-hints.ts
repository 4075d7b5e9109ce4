import { t } from "@/lib/words";

/** Where a make's chargers take what is typed into them, by what their fields are called. */
export interface VendorHint {
  make: string;
  /** Which of the values go where, a line each. */
  lines: readonly string[];
}

/** The words of most makers for the same four things. */
export const usualNames: readonly (readonly [what: string, names: string])[] = [
  [t("Address"), "backend URL, central system URL, CSMS URL, OCPP server, endpoint"],
  [t("Id"), "charge point ID, ChargeBoxIdentity, station ID, identity"],
  [t("User name"), t("mostly not asked for: the charger sends its id")],
  [t("Password"), "authorization key (AuthorizationKey), BasicAuthPassword, backend password"],
];

export const vendorHints: readonly VendorHint[] = [
  {
    make: "Alfen",
    lines: [
      t(
        "In the ACE Service Installer, under Connectivity, choose the preset for backend settings that are entered by hand.",
      ),
      t(
        "“Server domain and port” takes the part of the address between :// and the next slash; “back office path” takes what follows.",
      ),
      t(
        "Cards are read in hexadecimal only. Stand-alone first, then restart, if another back office was set before.",
      ),
    ],
  },
  {
    make: t("Bender, ebee and chargers with their controller"),
    lines: [
      t(
        "Backend, OCPP: “WebSockets JSON OCPP URL of the Backend” takes the address, “OCPP ChargeBoxIdentity” the id.",
      ),
      t("Only the modes called “OCPP Full” tell of sessions while charging is free."),
    ],
  },
  {
    make: "Wallbox",
    lines: [
      t(
        "Enable OCPP in the app or the portal: “URL” takes the address, “Charge Point Identity” the id, “Password” the password.",
      ),
      t(
        "Firmware 6 may not say what it is after it has connected; it is asked for that after ten seconds.",
      ),
    ],
  },
  {
    make: "Zaptec",
    lines: [t("The password may be sent in hexadecimal or as it is: either is understood.")],
  },
  {
    make: "ABB",
    lines: [
      t("After this server was restarted it may take up to 19 minutes to come back."),
      t(
        "Firmware up to 1.8.21 crashes when it is asked for its whole configuration: only named keys are read here.",
      ),
    ],
  },
  {
    make: "FoxESS",
    lines: [
      t(
        "It may agree on OCPP 2.0.1 and then speak 1.6; that is understood. Expect 1.6 of it to be sure.",
      ),
    ],
  },
  {
    make: "JIGU, Teison",
    lines: [
      t(
        "They do not come back after a connection was closed in good order: switch them off and on.",
      ),
    ],
  },
];
