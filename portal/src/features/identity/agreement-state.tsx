import type { Schemas } from "@/api/types";
import { Age } from "@/components/age";
import { Said } from "@/components/said";
import { Status, type Tone } from "@/components/status";
import { duration } from "@/lib/time";
import { t } from "@/lib/words";

type Agreement = Schemas["Agreement"];

interface Word {
  label: string;
  tone: Tone;
  explained: string;
}

const states: Readonly<Record<Agreement["state"], Word>> = {
  in_force: {
    label: t("in force"),
    tone: "good",
    explained: t("Its identifiers may charge where and when it holds."),
  },
  inactive: {
    label: t("not active"),
    tone: "warn",
    explained: t("Every one of its identifiers is refused."),
  },
  not_begun: {
    label: t("not begun"),
    tone: "quiet",
    explained: t("Every one of its identifiers is refused until then."),
  },
  ended: {
    label: t("ended"),
    tone: "quiet",
    explained: t("Every one of its identifiers is refused as expired."),
  },
};

/** How an agreement stands now; loud where its feed is too old. */
export function AgreementState({ agreement }: { agreement: Agreement }) {
  if (agreement.stale && agreement.state === "in_force") {
    return (
      <Status tone="warn" explained={t("Everybody is refused until the partner's next good feed.")}>
        {t("stale")}
      </Status>
    );
  }
  const { label, tone, explained } = states[agreement.state];
  return (
    <Status tone={tone} explained={explained}>
      {label}
    </Status>
  );
}

/** How long a feed is believed. */
export function FreshFor({ seconds }: { seconds: number | null }) {
  return <>{seconds === null ? t("for ever") : duration(seconds)}</>;
}

/** From when until when an agreement holds. */
export function AgreementValidity({ agreement }: { agreement: Agreement }) {
  const { valid_from: from, valid_until: until } = agreement;
  if (until !== null) return <Said sentence="until <age/>" parts={{ age: <Age at={until} /> }} />;
  if (from !== null) return <Said sentence="since <age/>" parts={{ age: <Age at={from} /> }} />;
  return <>{t("no end")}</>;
}
