import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { shownValue, valueNow } from "@/features/settings/setting-words";

/** What a proposal changes: from what holds now, while it waits, to what was proposed. */
export function ProposedChange({ proposal }: { proposal: Schemas["Proposal"] }) {
  const { status, key, value } = proposal;
  const settings = rest.useQuery("get", "/api/v1/settings");
  const setting = settings.data?.find((one) => one.key === key);
  const after = shownValue(value, setting?.unit ?? null);
  const text =
    status === "open" && setting !== undefined ? `${valueNow(setting)} → ${after}` : `→ ${after}`;
  return <bdi title={text}>{text}</bdi>;
}
