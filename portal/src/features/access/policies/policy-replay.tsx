import { Button, Group, Text } from "@mantine/core";
import { useState } from "react";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Section } from "@/components/detail";
import { StationPicker } from "@/components/pickers";
import { Answered } from "@/components/states";
import { ReplayResult } from "@/features/access/policies/replay-result";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

type Draft = Schemas["PolicyDraft"];

/** Where past attempts are looked at: at a station, or at those that a policy governs. */
export type Tried = { station: string } | { policy: string };

interface Props {
  draft: Draft;
  /** Where it is tried; without one a station can be chosen. */
  at?: Tried | undefined;
}

/** Tries a draft on what was attempted in the last four weeks; nothing is kept. */
export function PolicyReplay({ draft, at }: Props) {
  const [asked, setAsked] = useState<Draft | null>(null);
  const [station, setStation] = useState<string | null>(null);
  const maySeeStations = useMay("stations.read");
  const tried = at ?? (station === null ? undefined : { station });
  const isAsked = asked !== null && tried !== undefined;
  const replay = rest.useQuery(
    "post",
    "/api/v1/access/policies/replay",
    { body: { draft: asked ?? draft, ...placeOf(tried) } },
    { enabled: isAsked },
  );
  const changed = asked !== null && JSON.stringify(asked) !== JSON.stringify(draft);
  return (
    <Section title={t("What past attempts would have come to")}>
      <Text size="sm">
        {t(
          "The attempts of the last four weeks are judged as if this had governed then; cards, vehicles and agreements count as they are now. Nothing is kept.",
        )}
      </Text>
      {at === undefined && maySeeStations && (
        <StationPicker
          id={station}
          onChange={setStation}
          label={t("Attempts at a station")}
          description={t("It governs none yet, so say whose attempts are meant.")}
        />
      )}
      <Group gap="sm">
        <Button
          variant="default"
          disabled={tried === undefined}
          loading={isAsked && replay.isFetching}
          onClick={() => setAsked(draft)}
        >
          {asked === null ? t("Try it on past attempts") : t("Try it again")}
        </Button>
        {changed && (
          <Text size="sm" role="status">
            {t("It was changed since: what stands below is of before.")}
          </Text>
        )}
      </Group>
      {isAsked && (
        <Answered query={replay}>{(told) => <ReplayResult replay={told} at={tried} />}</Answered>
      )}
    </Section>
  );
}

function placeOf(tried: Tried | undefined): Partial<Schemas["AskedReplay"]> {
  if (tried === undefined) return {};
  return "policy" in tried ? { policy_id: tried.policy } : { stations: [tried.station] };
}
