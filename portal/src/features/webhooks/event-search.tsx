import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";

import { t } from "@/lib/words";

interface Props {
  typed: string;
  onType: (typed: string) => void;
}

/** Looks for types of events by their name and by what they mean. */
export function EventSearch({ typed, onType }: Props) {
  return (
    <TextInput
      type="search"
      aria-label={t("Look for an event")}
      placeholder={t("Look for an event")}
      leftSection={<IconSearch size={14} aria-hidden />}
      maw={360}
      value={typed}
      onChange={(event) => onType(event.currentTarget.value)}
    />
  );
}
