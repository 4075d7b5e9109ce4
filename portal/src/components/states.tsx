import {
  Alert,
  Anchor,
  Button,
  Center,
  Code,
  Group,
  Skeleton,
  Stack,
  Text,
  Title,
} from "@mantine/core";
import {
  IconAlertTriangle,
  IconInbox,
  IconLock,
  IconMapQuestion,
  IconPlugConnectedX,
} from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { Problem } from "@/api/problem";
import { wordsOf } from "@/lib/problem-words";
import { t } from "@/lib/words";

interface StateProps {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}

function State({ icon, title, children, actions }: StateProps) {
  return (
    <Center p="xl" mih={180}>
      <Stack align="center" gap="xs" maw={520}>
        {icon}
        <Title order={2} size="h4" ta="center">
          {title}
        </Title>
        <Text component="div" c="dimmed" ta="center" size="md">
          {children}
        </Text>
        {actions !== undefined && <Group justify="center">{actions}</Group>}
      </Stack>
    </Center>
  );
}

/** Nothing is there yet, or nothing matches: says which, and what to do next. */
export function Empty({ title, children, actions }: Omit<StateProps, "icon">) {
  return (
    <State icon={<IconInbox size={36} stroke={1.2} aria-hidden />} title={title} actions={actions}>
      {children}
    </State>
  );
}

/** Something is being read. */
export function Loading({ rows = 6 }: { rows?: number }) {
  return (
    <Stack gap="sm" p="md" role="status" aria-busy aria-label={t("Loading")}>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={18} width={`${90 - (row % 3) * 15}%`} />
      ))}
    </Stack>
  );
}

const icons = { size: 36, stroke: 1.2, "aria-hidden": true } as const;

/** What was asked for was not answered: forbidden, absent, away and failing look different. */
export function Failing({ error, retry }: { error: unknown; retry?: () => void }) {
  const problem = Problem.from(error);
  const again = retry !== undefined && (
    <Button variant="default" onClick={retry}>
      {t("Try again")}
    </Button>
  );
  if (problem.status === 403) {
    return (
      <State icon={<IconLock {...icons} />} title={t("You may not see this")}>
        {wordsOf(problem)} {t("Whoever administers your tenant can permit it.")}{" "}
        <RequestId problem={problem} />
      </State>
    );
  }
  if (problem.status === 404) {
    return (
      <State
        icon={<IconMapQuestion {...icons} />}
        title={t("There is no such thing here")}
        actions={<ToTheList />}
      >
        {t("It may have been removed, or belong to another tenant.")}
      </State>
    );
  }
  const away = problem.status === 0;
  return (
    <State
      icon={away ? <IconPlugConnectedX {...icons} /> : <IconAlertTriangle {...icons} />}
      title={away ? t("Chargehouse does not answer") : t("This could not be read")}
      actions={again}
    >
      {away
        ? t("Chargers go on by themselves meanwhile. This comes back as soon as the network does.")
        : wordsOf(problem)}{" "}
      <RequestId problem={problem} />
    </State>
  );
}

/** The way back from one that is not there to those that are: the list that it would be in. */
function ToTheList() {
  const [, tenant, list] = useLocation().pathname.split("/");
  if (tenant === undefined || list === undefined) return null;
  return (
    <Anchor renderRoot={(root) => <Link {...root} to={`/${tenant}/${list}`} />}>
      {t("To the list")}
    </Anchor>
  );
}

/** The id by which support finds a request in the log. */
export function RequestId({ problem }: { problem: Problem }) {
  if (problem.requestId === null) return null;
  return (
    <>
      {t("Request")} <Code className="figure">{problem.requestId}</Code>
    </>
  );
}

/** A problem above a form or beside an act. */
export function ProblemAlert({ error, title }: { error: unknown; title: string }) {
  const problem = Problem.from(error);
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} title={title}>
      {wordsOf(problem)} <RequestId problem={problem} />
    </Alert>
  );
}

interface AnsweredProps<T> {
  query: UseQueryResult<T, unknown>;
  children: (data: T) => ReactNode;
  loading?: ReactNode;
}

/** Show what a query answered, or its state; what was shown stays while it is read again. */
export function Answered<T>({ query, children, loading = <Loading /> }: AnsweredProps<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) return <Failing error={query.error} retry={() => void query.refetch()} />;
  return <>{loading}</>;
}
