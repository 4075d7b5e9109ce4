import type { ReactElement, ReactNode } from "react";
import { Trans } from "react-i18next/TransWithoutContext";
import i18next from "i18next";

interface Props {
  /** The sentence, with a tag for each part: "See <page>the other page</page>, since <age/>." */
  sentence: string;
  /** What the tags become; one that has children of its own keeps them: `<name/>`. */
  parts: Readonly<Record<string, ReactElement>>;
  /** Numbers and words of ours; what others wrote is a part, as it may look like a tag. */
  values?: Readonly<Record<string, string | number>>;
}

/** A sentence in the reader's language of which parts are links, code or bold. */
export function Said({ sentence, parts, values }: Props) {
  const components = Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [
      name,
      hasOwnWords(part) ? <Whole part={part} /> : part,
    ]),
  );
  return (
    <Trans
      i18n={i18next}
      i18nKey={sentence}
      defaults={sentence}
      components={components}
      values={values}
    />
  );
}

function hasOwnWords(part: ReactElement): boolean {
  return (part.props as { children?: ReactNode }).children !== undefined;
}

/** Hides a part's children from `Trans`, which would put those of the sentence in their place. */
function Whole({ part }: { part: ReactElement }) {
  return part;
}
