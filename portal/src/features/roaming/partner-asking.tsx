import { Alert, Text } from "@mantine/core";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { Section } from "@/components/detail";
import { Said } from "@/components/said";
import { Answered, Loading } from "@/components/states";
import type { Partner } from "@/features/roaming/roaming-words";
import { t } from "@/lib/words";

type Asking = Schemas["PartnerAsking"];

const PATH = "/api/v1/roaming/partners/{partner_id}/asking";
const WHILE_SILENT_MS = 10_000;

/** Whether the partner answers when it is asked about its drivers, as they would charge. */
export function PartnerAsking({ partner }: { partner: Partner }) {
  const asking = rest.useQuery(
    "get",
    PATH,
    { params: { path: { partner_id: partner.id } } },
    // That it answers again is told by no event.
    {
      refetchInterval: ({ state: { data } }) =>
        data === undefined || data.state === "asked" ? false : WHILE_SILENT_MS,
    },
  );
  return (
    <Section title={t("Asking it about its drivers")}>
      <Answered query={asking} loading={<Loading rows={1} />}>
        {(asking) => <Told asking={asking} />}
      </Answered>
    </Section>
  );
}

function Told({ asking }: { asking: Asking }) {
  if (asking.state === "asked")
    return <Text c="dimmed">{t("It answers, or was not asked yet.")}</Text>;
  const since = <Age at={asking.failing_since} />;
  if (asking.state === "failing")
    return (
      <Text component="div">
        <Said
          sentence="It gave no answer, first <since/>. It is asked all the same."
          parts={{ since }}
        />
      </Text>
    );
  return (
    <Alert color="orange" title={t("It gives no answer, so nobody waits for it")}>
      <Text size="sm" component="div">
        <Said
          sentence="It gave none, first <since/>. Meanwhile each token's whitelist type decides: whoever needs the partner's word is refused. The first to charge after the pause asks it again: <next/>."
          parts={{ since, next: <Age at={asking.ask_again_at} /> }}
        />
      </Text>
      <Text size="sm">{t("The last exchanges below tell what went wrong.")}</Text>
    </Alert>
  );
}
