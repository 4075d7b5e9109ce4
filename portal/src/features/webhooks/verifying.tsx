import { Code, Stack, Text } from "@mantine/core";

import { Section } from "@/components/detail";
import { Said } from "@/components/said";
import { t } from "@/lib/words";

const PYTHON = `# Python
from standardwebhooks import Webhook

event = Webhook("whsec_…").verify(body, headers)`;
const WRAPPED = { whiteSpace: "pre-wrap" } as const;
const JAVASCRIPT = `// JavaScript
import { Webhook } from "standardwebhooks";

const event = new Webhook("whsec_…").verify(body, headers);`;

/** How a receiver knows that something is ours, in the lines that it takes. */
export function Verifying() {
  return (
    <Section title={t("How the receiver verifies")}>
      <Stack gap="sm">
        <Text>
          <Said
            sentence="What is sent is signed by the Standard Webhooks convention. The library <lib>standardwebhooks</lib>, which many languages have, verifies it: over the bytes of the body as they came, before anything reads them."
            parts={{ lib: <Code /> }}
          />
        </Text>
        <Code block style={WRAPPED}>
          {PYTHON}
        </Code>
        <Code block style={WRAPPED}>
          {JAVASCRIPT}
        </Code>
        <Text>
          <Said
            sentence="Answer with 2xx within 15 seconds. The same event may come again: keep <id>webhook-id</id> for a week, and leave out what came before."
            parts={{ id: <Code /> }}
          />
        </Text>
      </Stack>
    </Section>
  );
}
