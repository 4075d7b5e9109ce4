import { Group, Text } from "@mantine/core";

import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { ModeState } from "@/components/mode-state";
import { Said } from "@/components/said";
import { modes, sources } from "@/lib/modes";
import { exact } from "@/lib/time";
import { whoOf } from "@/lib/who";
import { t } from "@/lib/words";

type Access = Schemas["StationAccess"];

/** Who may charge at a station now, why that is so, and until when. */
export function ExpectedMode({ access }: { access: Access }) {
  const { mode, since, until, override } = access;
  return (
    <div className="wrap">
      <Group gap={8}>
        <ModeState mode={mode} />
        <Text>{modes[mode].explained}</Text>
      </Group>
      <Text size="sm" c="dimmed" component="div">
        {reasonOf(access)}{" "}
        {since !== null && <Said sentence="Since <age/>." parts={{ age: <Age at={since} /> }} />}{" "}
        {until === null
          ? t("Nothing else is to come.")
          : t("Until {{time}}.", { time: exact(until) })}
      </Text>
      {override !== null && (
        <Text size="sm" c="dimmed" component="div">
          <Said
            sentence="Set <age/> by <who/>"
            parts={{
              age: <Age at={override.set_at} />,
              who: <bdi>{whoOf(override.set_by)}</bdi>,
            }}
          />
          {override.reason !== null && (
            <>
              : <bdi>{override.reason}</bdi>
            </>
          )}
        </Text>
      )}
    </div>
  );
}

function reasonOf({ source, policy }: Access): string {
  if (source === "override" || policy === null) {
    return source === "override" ? t("By an override of the station.") : t("No policy governs it.");
  }
  return t("By {{source}}.", { source: sources[source] });
}
