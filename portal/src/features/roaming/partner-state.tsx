import { Status, type Tone } from "@/components/status";
import { lastFault, type Partner } from "@/features/roaming/roaming-words";
import { t } from "@/lib/words";

interface Word {
  tone: Tone;
  word: string;
  explained: string;
}

const states: Readonly<Record<Partner["state"], Word>> = {
  added: {
    tone: "quiet",
    word: t("not set up"),
    explained: t("Nothing was exchanged with it yet."),
  },
  invited: {
    tone: "busy",
    word: t("invited"),
    explained: t("It has a token, and has not registered with it yet."),
  },
  registered: {
    tone: "good",
    word: t("registered"),
    explained: t("Credentials were exchanged; both sides can ask each other."),
  },
  unregistered: {
    tone: "quiet",
    word: t("ended"),
    explained: t("The registration ended; no token serves any more."),
  },
};

/** How far a partner is registered, in a word; loud where its last handshake failed. */
export function PartnerState({ partner }: { partner: Partner }) {
  const { tone, word, explained } = states[partner.state];
  const failed = lastFault(partner) !== null && partner.state !== "unregistered";
  return (
    <Status
      tone={failed ? "warn" : tone}
      explained={
        failed ? t("Its last handshake failed: its page says at which step, and why.") : explained
      }
    >
      {failed && partner.state !== "registered" ? t("handshake failed") : word}
    </Status>
  );
}
