import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData } from "@tanstack/react-query";
import { useState } from "react";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Section } from "@/components/detail";
import { Outlook } from "@/components/outlook/outlook";
import { StationPicker } from "@/components/pickers";
import { Answered } from "@/components/states";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

const SETTLED_MS = 400;

interface Props {
  draft: Schemas["PolicyDraft"];
  /** The station by whose clocks it is shown; without one a station can be chosen. */
  station?: string | undefined;
}

/** What a draft would mean in the next eight weeks; nothing is kept. */
export function PolicyPreview({ draft, station }: Props) {
  const [settled] = useDebouncedValue(draft, SETTLED_MS);
  const [chosen, setChosen] = useState<string | null>(null);
  const mayChoose = useMay("stations.read") && station === undefined;
  const at = station ?? chosen;
  const preview = rest.useQuery(
    "post",
    "/api/v1/access/policies/preview",
    { body: { draft: settled, ...(at === null ? { timezone: ownZone() } : { station_id: at }) } },
    { placeholderData: keepPreviousData },
  );
  return (
    <Section title={t("The next eight weeks")}>
      {mayChoose && (
        <StationPicker
          id={chosen}
          onChange={setChosen}
          label={t("By the clocks at a station")}
          description={t("Without one, by your own clock.")}
        />
      )}
      <Answered query={preview}>{(outlook) => <Outlook outlook={outlook} />}</Answered>
    </Section>
  );
}

function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
