import { t } from "@/lib/words";

/** One stop of the tour: a page, and what to look at there. */
export interface TourStep {
  /** The page, below the tenant. */
  to: string;
  search?: Readonly<Record<string, string>>;
  title: string;
  text: string;
  /** The permission without which the stop is left out. */
  needs: string;
}

export const steps: readonly TourStep[] = [
  {
    to: "overview",
    title: t("What needs you"),
    text: t(
      "The overview ranks what needs somebody. Each figure leads to the rows behind it, and everything here moves by itself: nothing has to be reloaded.",
    ),
    needs: "stations.read",
  },
  {
    to: "stations",
    title: t("Three truths about a station"),
    text: t(
      "Whether its socket is open, what it last said of itself, and when it last proved to work are different things, each with its age. Open one to see its connectors and send it a command.",
    ),
    needs: "stations.read",
  },
  {
    to: "sessions",
    title: t("Who charges, who charged"),
    text: t(
      "Open a session for its curve and one timeline of every frame, decision and change of state. A session that never ended can be repaired here; none is lost.",
    ),
    needs: "sessions.read",
  },
  {
    to: "decisions",
    search: { decision: "denied" },
    title: t("Why somebody was refused"),
    text: t(
      "Each decision says in a sentence why it was yes or no, by which rule, and what to do if it was wrong.",
    ),
    needs: "access.decisions.read",
  },
  {
    to: "stations/new",
    title: t("Your own charger"),
    text: t(
      "One form ends with exactly what to type into the charger, and a light that turns green when it connects.",
    ),
    needs: "stations.edit",
  },
];
