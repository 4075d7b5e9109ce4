import { afterEach, expect, it, vi } from "vitest";

/** Load what is said as a browser does where somebody chose a language. */
async function spoken(kept: string | null, wishes: readonly string[]) {
  vi.resetModules();
  vi.stubGlobal("localStorage", { getItem: () => kept });
  vi.stubGlobal("navigator", { languages: wishes });
  return {
    ...(await import("@/lib/words")),
    ...(await import("@/lib/quantities")),
    ...(await import("@/lib/time")),
  };
}

afterEach(() => vi.unstubAllGlobals());

it.each([
  [null, ["de-AT", "en"], "de", "de-AT"],
  [null, ["fr-FR", "de-DE", "en-GB"], "de", "de-DE"],
  [null, ["fr-FR"], "en", "en"],
  ["de", ["en-GB"], "de", "de"],
  ["en", ["de-DE", "en-GB"], "en", "en-GB"],
  ["klingon", ["de-DE"], "de", "de-DE"],
])("who chose %s and reads %s is spoken to in %s", async (kept, wishes, language, locale) => {
  const said = await spoken(kept, wishes);
  expect([said.language, said.locale]).toEqual([language, locale]);
  expect(document.documentElement.lang).toBe(language);
});

it("German has its words, plurals, numbers and dates", async () => {
  const { t, energy, count, short, age } = await spoken("de", ["de-DE"]);
  expect(t("Cancel")).toBe("Abbrechen");
  expect(t("{{count}} users", { count: 1 })).toBe("Ein Benutzer");
  expect(t("{{count}} users", { count: 2 })).toBe("2 Benutzer");
  expect(energy(12_345)).toBe("12,35 kWh");
  expect(count(1_234_567)).toBe("1.234.567");
  expect(short("2026-11-21T12:34:56Z")).toBe("21. Nov., 13:34");
  expect(age("2026-11-21T11:58:30Z", Date.parse("2026-11-21T12:00:00Z"))).toBe("vor 1 min 30 s");
});

it("what the server says is told by its German, and a name that people gave is left alone", async () => {
  const { told } = await spoken("de", ["de-DE"]);
  expect(told("See vehicles.")).toBe("Fahrzeuge sehen.");
  expect(told("Nobody translated this.")).toBe("Nobody translated this.");
  expect(told("Operations", "department")).toBe("Betrieb");
  expect(told("Cancel", "department")).toBe("Cancel");
});
