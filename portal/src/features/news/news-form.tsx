import { z } from "zod";

import type { Field } from "@/components/form/fields";
import { SchemaForm } from "@/components/form/schema-form";
import { audiences, lines, type NewsEntry } from "@/features/news/news-words";
import { t } from "@/lib/words";

const TITLE_MAX_LENGTH = 200;
const SUMMARY_MAX_LENGTH = 4000;

function text(length: number) {
  return z.string().trim().max(length, t("At most {{length}} characters.", { length }));
}

const typed = z.object({
  title_en: text(TITLE_MAX_LENGTH).min(1, t("It needs an English title.")),
  summary_en: text(SUMMARY_MAX_LENGTH).min(1, t("It needs an English text.")),
  title_de: text(TITLE_MAX_LENGTH),
  summary_de: text(SUMMARY_MAX_LENGTH),
  audience: z.enum(["operator", "driver", "both"]),
  line: z.enum(["operator", "core", "app"]),
  prominent: z.boolean(),
  published_at: z.string().nullable(),
});

const shape = typed
  .refine(({ title_de, summary_de }) => title_de !== "" || summary_de === "", {
    path: ["title_de"],
    error: t("A German text needs a German title."),
  })
  .refine(({ title_de, summary_de }) => title_de === "" || summary_de !== "", {
    path: ["summary_de"],
    error: t("A German title needs a German text."),
  });

type Typed = z.output<typeof typed>;

/** What is sent of an entry; without an instant it is published at once. */
export type EntryValues = Pick<
  NewsEntry,
  "title" | "summary" | "audience" | "line" | "prominent"
> & { published_at: string | null };

const fields: readonly Field<Typed>[] = [
  {
    name: "title_en",
    label: t("English title"),
    kind: "text",
    required: true,
    description: t("What people can do now, in a few words."),
  },
  { name: "summary_en", label: t("English text"), kind: "area", required: true },
  {
    name: "title_de",
    label: t("German title"),
    kind: "text",
    description: t("Left empty, who reads German is shown the English one."),
  },
  { name: "summary_de", label: t("German text"), kind: "area" },
  {
    name: "audience",
    label: t("For whom"),
    kind: "choice",
    required: true,
    options: audiences,
  },
  {
    name: "line",
    label: t("What it is about"),
    kind: "choice",
    required: true,
    options: lines,
  },
  {
    name: "prominent",
    label: t("Prominent"),
    kind: "switch",
    description: t("It stands first until it is read, and the bell is loud about it."),
  },
  {
    name: "published_at",
    label: t("Published at"),
    kind: "instant",
    description: t("Your own local time. Left empty, it is published at once."),
  },
];

function texts(en: string, de: string): Record<string, string> {
  return de === "" ? { en } : { en, de };
}

function initialOf(entry: NewsEntry | undefined): Typed {
  return {
    title_en: entry?.title.en ?? "",
    summary_en: entry?.summary.en ?? "",
    title_de: entry?.title.de ?? "",
    summary_de: entry?.summary.de ?? "",
    audience: entry?.audience ?? "operator",
    line: entry?.line ?? "operator",
    prominent: entry?.prominent ?? false,
    published_at: entry?.published_at ?? null,
  };
}

interface Props {
  entry?: NewsEntry;
  label: string;
  submit: (values: EntryValues) => Promise<unknown>;
  onCancel: () => void;
  onChangedMeanwhile?: () => void;
}

/** The fields of an entry, new or known, in both languages. */
export function NewsForm({ entry, submit, ...rest }: Props) {
  const send = ({ title_en, title_de, summary_en, summary_de, ...others }: Typed) =>
    submit({
      ...others,
      title: texts(title_en, title_de),
      summary: texts(summary_en, summary_de),
    });
  return (
    <SchemaForm
      schema={shape}
      fields={fields}
      initial={initialOf(entry)}
      failed={t("It was not saved")}
      submit={send}
      {...rest}
    />
  );
}
