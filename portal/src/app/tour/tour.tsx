import { Button, CloseButton, Group, Paper, Stack, Text, Title } from "@mantine/core";

import classes from "@/app/tour/tour.module.css";
import { useTour } from "@/app/tour/use-tour";
import { t } from "@/lib/words";

/** The first visit: an offer, then a card that walks from page to page; never in the way twice. */
export function TourCard() {
  const { place, stops, go, end } = useTour();
  if (place === "done" || stops.length === 0) return null;
  const stop = place === "new" ? undefined : stops[place];
  const number = place === "new" ? -1 : place;
  const last = number === stops.length - 1;
  return (
    <Paper
      component="aside"
      withBorder
      shadow="md"
      p="md"
      className={classes.card}
      aria-label={t("Tour")}
    >
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap" align="start">
          <Title order={2} size="h5">
            {stop?.title ?? t("New here?")}
          </Title>
          <CloseButton aria-label={t("Leave the tour")} onClick={end} />
        </Group>
        <Text>{stop?.text ?? t("Five stops show where everything is. It takes two minutes.")}</Text>
        <Group justify="space-between">
          <Text size="sm" c="dimmed">
            {stop === undefined
              ? ""
              : t("{{number}} of {{all}}", { number: number + 1, all: stops.length })}
          </Text>
          <Group gap="xs">
            {stop === undefined ? (
              <Button variant="default" onClick={end}>
                {t("No, thanks")}
              </Button>
            ) : (
              number > 0 && (
                <Button variant="default" onClick={() => go(number - 1)}>
                  {t("Back")}
                </Button>
              )
            )}
            <Button onClick={() => go(number + 1)}>
              {stop === undefined ? t("Show me") : last ? t("Done") : t("Next")}
            </Button>
          </Group>
        </Group>
      </Stack>
    </Paper>
  );
}
