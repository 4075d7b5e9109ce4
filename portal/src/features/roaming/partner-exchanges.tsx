import { SegmentedControl, Text } from "@mantine/core";
import { useState } from "react";

import { rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Section } from "@/components/detail";
import { Answered } from "@/components/states";
import type { Tone } from "@/components/status";
import { Timeline } from "@/components/timeline";
import { faultOf, type Partner } from "@/features/roaming/roaming-words";
import { t } from "@/lib/words";

type Exchange = Schemas["PartnerExchange"];

const SHOWN = 50;
const SUCCESS = /^1\d{3}$/;

/** The last requests between a partner and us; what was asked and answered unfolds, masked. */
export function PartnerExchanges({ partner: { id } }: { partner: Partner }) {
  const [which, setWhich] = useState("all");
  const faulty = which === "faulty";
  const exchanges = rest.useQuery("get", "/api/v1/roaming/partners/{partner_id}/exchanges", {
    params: { path: { partner_id: id }, query: { limit: SHOWN, faulty } },
  });
  return (
    <Section
      title={t("Last exchanges")}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t("Which exchanges")}
          value={which}
          onChange={setWhich}
          data={[
            { value: "all", label: t("All") },
            { value: "faulty", label: t("Only faulty ones") },
          ]}
        />
      }
    >
      <Answered query={exchanges}>
        {(rows) =>
          rows.length === 0 ? (
            <Text c="dimmed">
              {faulty
                ? t("None of the last was faulty.")
                : t("Neither side has asked the other anything since the handshake.")}
            </Text>
          ) : (
            <Timeline label={t("Last exchanges")} entries={rows.map(entryOf)} />
          )
        }
      </Answered>
    </Section>
  );
}

function entryOf(exchange: Exchange) {
  return {
    id: exchange.id,
    at: exchange.at,
    kind: exchange.inbound ? t("asked us") : t("we asked"),
    tone: toneOf(exchange),
    title: <Title exchange={exchange} />,
    body: bodyOf(exchange),
  };
}

function toneOf({ fault, status_code }: Exchange): Tone {
  if (fault !== null) return "bad";
  return status_code === null || SUCCESS.test(String(status_code)) ? "good" : "warn";
}

function Title({ exchange }: { exchange: Exchange }) {
  const { method, url, http_status, status_code, duration_ms, fault } = exchange;
  const came = [
    http_status === null ? t("no answer") : `HTTP ${http_status}`,
    status_code === null ? null : `OCPI ${status_code}`,
    `${duration_ms} ms`,
  ];
  const known = fault === null ? null : faultOf(fault);
  return (
    <>
      <Text span inherit className="wrap">
        <bdi>{`${method} ${url}`}</bdi>
      </Text>
      <Text size="sm" c="dimmed" component="div">
        {came.filter((one) => one !== null).join(", ")}
      </Text>
      {known !== null && (
        <Text size="sm" component="div" fw={600}>
          {known.what === fault ? <bdi lang="en">{fault}</bdi> : `${known.what} ${known.todo}`}
        </Text>
      )}
    </>
  );
}

/** What was said, one after the other; nothing where neither side said anything. */
function bodyOf({ request, answer, request_id, correlation_id }: Exchange): string | null {
  const parts = [
    request === null ? null : `${t("Asked:")}\n${indented(request)}`,
    answer === null ? null : `${t("Answered:")}\n${indented(answer)}`,
    request_id === null ? null : `X-Request-ID: ${request_id}`,
    correlation_id === null ? null : `X-Correlation-ID: ${correlation_id}`,
  ].filter((one) => one !== null);
  return parts.length === 0 ? null : parts.join("\n\n");
}

/** JSON with a line for each field; what was cut off is as it is. */
function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
