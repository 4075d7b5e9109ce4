import { SegmentedControl, Select, Stack, Switch, Text } from "@mantine/core";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { PartnerPicker } from "@/components/pickers";
import { realTimes } from "@/features/identity/identity-words";
import { t } from "@/lib/words";

const AT_MOST = 500;

/** Whose tokens an agreement knows, and when that partner is asked; no partner where it is fed. */
export type PartnerTermsValue = Pick<
  Schemas["Agreement"],
  "partner_id" | "party" | "real_time" | "asks_unknown"
>;

interface Props {
  terms: PartnerTermsValue;
  /** Whether its identifiers come from a roaming partner. */
  roams: boolean;
  onRoams: (roams: boolean) => void;
  onChange: (terms: PartnerTermsValue) => void;
}

/** From whom the identifiers of an agreement come: by a feed, or from a roaming partner. */
export function PartnerTerms({ terms, roams, onRoams, onChange }: Props) {
  return (
    <Stack gap="sm" align="start">
      <SegmentedControl
        aria-label={t("Who tells its identifiers")}
        value={roams ? "partner" : "feed"}
        onChange={(chosen) => onRoams(chosen === "partner")}
        data={[
          { value: "feed", label: t("A feed or a file") },
          { value: "partner", label: t("A roaming partner") },
        ]}
      />
      {roams && <Terms terms={terms} onChange={onChange} />}
    </Stack>
  );
}

function Terms({ terms, onChange }: Pick<Props, "terms" | "onChange">) {
  const { partner_id } = terms;
  const parties = rest.useQuery(
    "get",
    "/api/v1/roaming/parties",
    { params: { query: { partner_id, role: "EMSP", limit: AT_MOST } } },
    { enabled: partner_id !== null },
  );
  const theirs = (partner_id === null ? [] : (parties.data?.items ?? [])).map(
    ({ country_code, party_id }) => `${country_code}-${party_id}`,
  );
  const asked = realTimes[terms.real_time];
  return (
    <Stack gap="sm" w="100%" maw={480}>
      <PartnerPicker
        id={terms.partner_id}
        onChange={(partner_id) => onChange({ ...terms, partner_id, party: null })}
        label={t("Partner")}
        description={t("Its drivers' tokens come by OCPI, as it tells them.")}
      />
      <Select
        label={t("Party")}
        description={t("Left empty: all of the partner's parties that have drivers.")}
        data={theirs}
        value={terms.party}
        onChange={(party) => onChange({ ...terms, party })}
        clearable
        disabled={partner_id === null}
      />
      <Select
        label={t("When the partner is asked")}
        description={asked.explained}
        data={Object.entries(realTimes).map(([value, { label }]) => ({ value, label }))}
        value={terms.real_time}
        onChange={(value) =>
          onChange({ ...terms, real_time: (value ?? "when_required") as typeof terms.real_time })
        }
        allowDeselect={false}
      />
      <Switch
        label={t("Ask it about identifiers that nobody knows")}
        checked={terms.asks_unknown}
        onChange={(event) => onChange({ ...terms, asks_unknown: event.currentTarget.checked })}
      />
      <Text size="sm" c="dimmed">
        {t("While somebody waits at the charger, the partner is given a few seconds to answer.")}
      </Text>
    </Stack>
  );
}
