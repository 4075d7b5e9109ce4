import { Code, Stack, Text } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";

import { rest } from "@/api/client";
import { Section } from "@/components/detail";
import { Page } from "@/components/page";
import { Answered, Empty } from "@/components/states";
import { Body } from "@/components/timeline";
import { EventSearch } from "@/features/webhooks/event-search";
import {
  bodyOf,
  byFamily,
  type EventType,
  matching,
  meaningOf,
} from "@/features/webhooks/event-types";
import { t } from "@/lib/words";

const SEARCH_MAX_LENGTH = 100;

/** Every type of event that a webhook can be told of: what it means, and how it looks. */
export function EventTypesPage() {
  const types = rest.useQuery("get", "/api/v1/event-types");
  const [typed, setTyped] = useTyped();
  return (
    <Page title={t("What can be told")}>
      <EventSearch typed={typed} onType={setTyped} />
      <Answered query={types}>{(known) => <Found types={matching(known, typed)} />}</Answered>
    </Page>
  );
}

/** What is looked for, which stands in the address bar as well. */
function useTyped(): [string, (typed: string) => void] {
  const { search = "" }: { search?: string } = useSearch({ strict: false });
  const [typed, setTyped] = useState(search);
  const navigate = useNavigate();
  const change = (text: string) => {
    setTyped(text);
    const asked = { search: text === "" ? undefined : text.slice(0, SEARCH_MAX_LENGTH) };
    void navigate({ to: ".", search: asked, replace: true });
  };
  return [typed, change];
}

function Found({ types }: { types: readonly EventType[] }) {
  if (types.length === 0) {
    return <Empty title={t("No event is called so.")}>{t("Look for something else.")}</Empty>;
  }
  return byFamily(types).map(([family, rows]) => (
    <Section key={family} title={family}>
      {rows.map((type) => (
        <Told key={type.name} type={type} />
      ))}
    </Section>
  ));
}

function Told({ type }: { type: EventType }) {
  return (
    <Stack gap={4}>
      <Text component="h3" fw={600} className="wrap">
        {type.name}
      </Text>
      <Text>{meaningOf(type)}</Text>
      <Text size="sm" c="dimmed">
        {t("Whoever answers for the webhook needs:")} <Code>{type.permission}</Code>
      </Text>
      <details>
        <summary>{t("How it looks")}</summary>
        <Body body={bodyOf(type)} />
      </details>
    </Stack>
  );
}
