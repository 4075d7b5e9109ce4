import { SegmentedControl } from "@mantine/core";

import { type Language, language, languages, speak, t } from "@/lib/words";

interface Props {
  /** Called first: what the page holds is lost with it, as it is loaded anew. */
  before?: () => void;
}

/** Choose the language of the portal, each by its own name. */
export function LanguageSwitch({ before }: Props) {
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label={t("Language")}
      value={language}
      onChange={(chosen) => {
        before?.();
        speak(chosen as Language);
      }}
      data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
    />
  );
}
