import { Group, InputBase, Stack, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { StationPicker } from "@/components/pickers";
import { Answered } from "@/components/states";
import { Verdict } from "@/components/verdict";
import { t } from "@/lib/words";

type Explanation = Schemas["Explanation"];

interface Props {
  /** Whose start it would be. */
  who: { fleet_id: string } | { agreement_id: string };
  /** The answer, in a sentence. */
  sentence: (told: Explanation) => string;
  /** What was looked at. */
  looked: (told: Explanation) => ReactNode;
}

/** Pick a station and an instant: might somebody start there, and why? */
export function StartExplainer({ who, sentence, looked }: Props) {
  const [station, setStation] = useState<string | null>(null);
  const [wall, setWall] = useState("");
  return (
    <Stack gap="sm">
      <Group align="end" gap="sm">
        <StationPicker id={station} onChange={setStation} label={t("Station")} />
        <InputBase
          component="input"
          type="datetime-local"
          label={t("At")}
          description={t("Your own local time. Left empty: now.")}
          value={wall}
          onChange={(event) => setWall(event.currentTarget.value)}
        />
      </Group>
      {station !== null && (
        <Answer station={station} wall={wall} who={who} sentence={sentence} looked={looked} />
      )}
    </Stack>
  );
}

function Answer({
  station,
  wall,
  who,
  sentence,
  looked,
}: Props & { station: string; wall: string }) {
  const at = wall === "" ? null : new Date(wall).toISOString();
  const explanation = rest.useQuery("post", "/api/v1/access/explanations", {
    body: { station_id: station, ...who, at },
  });
  return (
    <Answered query={explanation}>
      {(told) => (
        <Verdict good={told.allowed} title={sentence(told)}>
          <Text size="sm">
            {t("At {{location}} it is {{time}} then.", {
              location: told.location_name,
              time: told.local_time.slice(0, 16).replace("T", " "),
            })}
          </Text>
          {looked(told)}
        </Verdict>
      )}
    </Answered>
  );
}
