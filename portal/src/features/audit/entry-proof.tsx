import { Button, Code, Group, Stack, Text } from "@mantine/core";
import { IconDownload, IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";

import { rest } from "@/api/client";
import { Problem } from "@/api/problem";
import type { Schemas } from "@/api/types";
import { Facts, Section } from "@/components/detail";
import { Answered } from "@/components/states";
import { TenantLink } from "@/components/tenant-link";
import { Verdict } from "@/components/verdict";
import { canProve, isProven } from "@/features/audit/proof";
import { useMe } from "@/lib/me";
import { count } from "@/lib/quantities";
import { exact } from "@/lib/time";
import { t } from "@/lib/words";

type Proof = Schemas["InclusionProof"];

const NOT_YET = "audit_not_signed_yet";

/** That an entry is in the signed log, in words, and as a file for whoever does not believe us. */
export function EntryProof({ index }: { index: number }) {
  const proof = rest.useQuery("get", "/api/v1/audit/entries/{index}/proof", {
    params: { path: { index } },
  });
  const waits = proof.isError && Problem.from(proof.error).code === NOT_YET;
  return (
    <Section title={t("Its proof")}>
      {waits ? (
        <Stack gap="xs" align="start">
          <Text>
            {t("The entry is too young: the log is signed each minute in which it grew.")}
          </Text>
          <Button
            variant="default"
            leftSection={<IconRefresh size={14} aria-hidden />}
            loading={proof.isFetching}
            onClick={() => void proof.refetch()}
          >
            {t("Look again")}
          </Button>
        </Stack>
      ) : (
        <Answered query={proof}>{(told) => <Told proof={told} />}</Answered>
      )}
    </Section>
  );
}

function Told({ proof }: { proof: Proof }) {
  const { tenant } = useMe();
  const { head } = proof;
  const address = `/api/v1/audit/entries/${proof.index}/proof?tenant=${encodeURIComponent(tenant.slug)}`;
  return (
    <Stack gap="sm">
      <Believed proof={proof} />
      <Facts
        facts={[
          [t("Signed at"), exact(head.at)],
          [t("Entries in the signed log"), count(head.size)],
          [t("Signed by the key"), <Code key="key">{head.key_id}</Code>],
          [t("Hash of the entry"), <Code key="leaf">{proof.leaf_hash}</Code>],
          [t("Signed root"), <Code key="root">{head.root}</Code>],
        ]}
      />
      <Group gap="xs">
        <Button
          component="a"
          href={address}
          download={`audit-proof-${proof.index}.json`}
          variant="default"
          leftSection={<IconDownload size={14} aria-hidden />}
        >
          {t("Download the proof")}
        </Button>
        <TenantLink to="audit/check">{t("Check the whole log")}</TenantLink>
      </Group>
      <Text className="hint">
        {t(
          "The file holds the hash, the steps to the root and the signed head, as RFC 9162 describes. Whoever has an earlier signed head sees by it that nothing was put under it later.",
        )}
      </Text>
    </Stack>
  );
}

/** What this browser found when it did the sum itself. */
function Believed({ proof }: { proof: Proof }) {
  const able = canProve();
  const found = useQuery({
    queryKey: ["proven", proof],
    queryFn: () => isProven(proof),
    enabled: able,
  });
  if (!able) {
    return (
      <Text>
        {t(
          "The server says that the entry is in the signed log. Browsers check it themselves only over https.",
        )}
      </Text>
    );
  }
  if (found.data === undefined) return <Text>{t("Your browser is checking it …")}</Text>;
  return found.data ? (
    <Verdict good title={t("The entry is in the signed log.")}>
      <Text>
        {t(
          "Your browser did the sum itself: the hash of the entry and {{count}} other hashes lead to the root that was signed.",
          { count: proof.proof.length },
        )}
      </Text>
    </Verdict>
  ) : (
    <Verdict good={false} title={t("The proof does not hold.")}>
      <Text>
        {t(
          "The hash of the entry does not lead to the root that was signed. Keep the file, take an export, and have the whole log checked.",
        )}
      </Text>
    </Verdict>
  );
}
