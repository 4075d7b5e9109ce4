/**
 * What the portal says, in the reader's language.
 *
 * The English sentence is the key; `src/words` has the other languages, and the English of what is
 * counted. The language is settled before any page is loaded, and another one loads the portal anew:
 * so words may stand wherever constants may.
 */

import i18next from "i18next";

import english from "@/words/en.json";

const dictionaries = {
  en: () => Promise.resolve({ default: english }),
  de: () => import("@/words/de"),
} as const;

/** A language that the portal speaks (BCP 47). */
export type Language = keyof typeof dictionaries;

/** Every language, by its own name. */
export const languages: Readonly<Record<Language, string>> = { en: "English", de: "Deutsch" };

const KEPT = "chargehouse-language";

function isLanguage(name: string): name is Language {
  return name in dictionaries;
}

function asked(): Language {
  const wishes = [localStorage.getItem(KEPT), ...navigator.languages];
  const names = wishes.map((wish) => wish?.split("-")[0] ?? "");
  return names.find(isLanguage) ?? "en";
}

/** The language that this page speaks. */
export const language = asked();

/** How dates and numbers are written: as the reader's own region does, where it speaks the language. */
export const locale =
  navigator.languages.find((name) => name.split("-")[0] === language) ?? language;

/** Speak another language from now on, on every page of this browser. */
export function speak(chosen: Language): void {
  localStorage.setItem(KEPT, chosen);
  location.reload();
}

await i18next.init({
  lng: language,
  keySeparator: false,
  nsSeparator: false,
  returnEmptyString: false,
  interpolation: { escapeValue: false },
  resources: { [language]: { translation: (await dictionaries[language]()).default } },
});
document.documentElement.lang = language;

/** What a sentence has in its places: `{{name}}`; `count` chooses between one and many. */
type Values = Readonly<Record<string, string | number>>;

/**
 * Return a sentence of ours in the reader's language.
 *
 * It stands there as a literal, so that a test finds it; `context` tells apart what English does not.
 */
export function t(sentence: string, values: Values = {}): string {
  return i18next.t(sentence, values);
}

/**
 * Return what the server said in the reader's language, or as it is where nobody translated it.
 *
 * Where people may say the same themselves, as they name a department, `kind` says of what it is.
 */
export function told(sentence: string, kind?: string): string {
  const key = kind === undefined ? sentence : `${kind}: ${sentence}`;
  return i18next.t(key, { defaultValue: sentence });
}
