import { Button, Group, SegmentedControl, Text } from "@mantine/core";
import { IconIdBadge } from "@tabler/icons-react";
import { useState } from "react";

import { type Ask, type Asked, useAddress } from "@/components/list/address";
import { ListPage } from "@/components/list/list-page";
import { Page } from "@/components/page";
import { Said } from "@/components/said";
import { Empty } from "@/components/states";
import { TenantLink } from "@/components/tenant-link";
import { FoundByIdentifier, IdentifierForm } from "@/features/sessions/identifier-search";
import { columns } from "@/features/sessions/session-columns";
import { asksOf, filters, sortable, viewOf, views } from "@/features/sessions/session-filters";
import { useMay } from "@/lib/me";
import { t } from "@/lib/words";

/** Sessions, live and past: two views of one list, by a filter in the address bar. */
export function SessionsPage() {
  const [asked, ask] = useAddress(filters, sortable);
  const [looking, setLooking] = useState(false);
  const [identifier, setIdentifier] = useState<string | null>(null);
  const mayExport = useMay("sessions.export");
  const leave = () => {
    setLooking(false);
    setIdentifier(null);
  };
  const find = (
    <Button
      variant={looking ? "light" : "default"}
      leftSection={<IconIdBadge size={14} aria-hidden />}
      onClick={() => (looking ? leave() : setLooking(true))}
      aria-expanded={looking}
    >
      {t("Find by identifier")}
    </Button>
  );
  return (
    <Page title={t("Sessions")} actions={find} fill>
      {looking && <IdentifierForm onFind={setIdentifier} onLeave={leave} />}
      {identifier === null ? (
        <>
          <Views asked={asked} ask={ask} />
          <ListPage
            title={t("Sessions")}
            path="/api/v1/sessions"
            views="sessions"
            columns={columns}
            filters={filters}
            csv={mayExport}
            empty={<NoSession />}
            embedded
          />
        </>
      ) : (
        <FoundByIdentifier identifier={identifier} />
      )}
    </Page>
  );
}

/** The views of the list, each a filter. */
function Views({ asked, ask }: { asked: Asked; ask: Ask }) {
  return (
    <Group>
      <SegmentedControl
        size="xs"
        aria-label={t("Which sessions")}
        value={viewOf(asked.filters)}
        onChange={(value) => ask(asksOf(value))}
        data={views.map(({ value, label }) => ({ value, label }))}
      />
    </Group>
  );
}

function NoSession() {
  return (
    <Empty title={t("Nobody has charged yet")}>
      <Text inherit>
        <Said
          sentence="A session appears here as soon as a charger tells of it. See that one is connected under <stations>Stations</stations>."
          parts={{ stations: <TenantLink to="stations" underline="always" /> }}
        />
      </Text>
    </Empty>
  );
}
