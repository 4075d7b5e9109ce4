import { Listed, LocationName, StationName } from "@/components/names";
import type { Webhook } from "@/features/webhooks/webhook-words";
import { t } from "@/lib/words";

/** Of which place a webhook is told. */
export function WebhookScope({ webhook }: { webhook: Webhook }) {
  const { station_id: station, location_id: location } = webhook;
  if (station === null && location === null) return <>{t("everywhere")}</>;
  return (
    <Listed
      names={[
        ...(location === null ? [] : [<LocationName key={location} id={location} />]),
        ...(station === null ? [] : [<StationName key={station} id={station} />]),
      ]}
    />
  );
}
