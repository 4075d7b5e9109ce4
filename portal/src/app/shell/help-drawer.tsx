import { Drawer, List, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";

import { helpFor, type Help } from "@/app/help/help";
import classes from "@/app/shell/frame.module.css";
import { Loading } from "@/components/states";
import { t } from "@/lib/words";

/** What the page that is open is for, what its words mean, and what to do. */
export default function HelpDrawer({ close }: { close: () => void }) {
  const pathname = useLocation({ select: (location) => location.pathname });
  const page = pathname.split("/").slice(2);
  const help = useQuery({ queryKey: ["help", ...page], queryFn: () => helpFor(page) });
  return (
    <Drawer
      opened
      onClose={close}
      title={help.data?.title ?? t("Help")}
      closeButtonProps={{ "aria-label": t("Close the help") }}
    >
      {help.data === undefined ? <Loading /> : <Texts help={help.data} />}
    </Drawer>
  );
}

function Texts({ help }: { help: Help }) {
  return (
    <Stack gap="md">
      <Text>{help.answers}</Text>
      {help.words.length > 0 && (
        <section>
          <Title order={3} size="h5" mb="xs">
            {t("What the words mean")}
          </Title>
          <dl className={classes.words}>
            {help.words.map(([word, meaning]) => (
              <div key={word}>
                <dt>{word}</dt>
                <dd>{meaning}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      <section>
        <Title order={3} size="h5" mb="xs">
          {t("What to do")}
        </Title>
        <List spacing="xs">
          {help.todo.map((one) => (
            <List.Item key={one}>{one}</List.Item>
          ))}
        </List>
      </section>
    </Stack>
  );
}
