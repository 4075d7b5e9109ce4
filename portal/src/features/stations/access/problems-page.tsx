import { useState } from "react";

import { api } from "@/api/client";
import type { FilterOf, Schemas } from "@/api/types";
import { ButtonLink } from "@/components/button-link";
import type { Filter } from "@/components/list/address";
import { ListPage } from "@/components/list/list-page";
import { LocationPicker, StationPicker } from "@/components/pickers";
import { Empty } from "@/components/states";
import { problemColumns } from "@/features/stations/access/problem-columns";
import { problemKinds } from "@/features/stations/access/problem-words";
import { type SeveralAct, SeveralProblems } from "@/features/stations/access/several-problems";
import { t } from "@/lib/words";

const filters: readonly Filter<FilterOf<"/api/v1/access/problems">>[] = [
  {
    name: "open",
    label: t("Which"),
    kind: "flag",
    options: [
      { value: "true", label: t("Holding now") },
      { value: "false", label: t("Over", { context: "problem" }) },
    ],
  },
  {
    name: "kind",
    label: t("Kind"),
    kind: "choice",
    options: Object.entries(problemKinds).map(([value, label]) => ({ value, label })),
  },
  {
    name: "acknowledged",
    label: t("Known"),
    kind: "flag",
    options: [
      { value: "true", label: t("Somebody knows of it") },
      { value: "false", label: t("Nobody knows of it yet") },
    ],
  },
  {
    name: "station_id",
    label: t("Station"),
    kind: "id",
    picker: StationPicker,
    needs: "stations.read",
  },
  {
    name: "location_id",
    label: t("Location"),
    kind: "id",
    picker: LocationPicker,
    needs: "locations.read",
  },
  { name: "from", label: t("From"), kind: "instant" },
  { name: "to", label: t("To"), kind: "instant" },
];

const acts: readonly SeveralAct[] = [
  {
    label: t("Retry"),
    question: t("Bring the modes of these about again?"),
    consequence: t("Each charger is told its mode anew, from the beginning. Sessions go on."),
    send: (id) =>
      api.POST("/api/v1/access/problems/{problem_id}/retry", {
        params: { path: { problem_id: id } },
      }),
  },
  {
    label: t("Acknowledge"),
    question: t("Acknowledge these problems?"),
    consequence: t("They stay open while they hold. Others see that you know of them."),
    send: (id) =>
      api.POST("/api/v1/access/problems/{problem_id}/acknowledge", {
        params: { path: { problem_id: id } },
        body: { note: null },
      }),
  },
];

/** What is wrong between chargers and their modes: neither faults nor denials. */
export function ProblemsPage() {
  const [chosen, setChosen] = useState<{
    act: SeveralAct;
    problems: readonly Schemas["ProblemView"][];
  } | null>(null);
  const bulk = acts.map((act) => ({
    label: act.label,
    needs: "access.control.edit",
    run: (problems: readonly Schemas["ProblemView"][]) => setChosen({ act, problems }),
  }));
  return (
    <>
      <ListPage
        title={t("Access problems")}
        path="/api/v1/access/problems"
        views="problems"
        columns={problemColumns}
        filters={filters}
        bulk={bulk}
        csv={false}
        actions={
          <ButtonLink to="charger-modes" variant="default">
            {t("All chargers and their modes")}
          </ButtonLink>
        }
        empty={
          <Empty title={t("No access problem so far")}>
            {t(
              "One opens by itself where a charger does not take its mode over, or does what it does not allow, and closes when that is over. Faults and denials are not among them.",
            )}
          </Empty>
        }
      />
      {chosen !== null && <SeveralProblems {...chosen} onClose={() => setChosen(null)} />}
    </>
  );
}
