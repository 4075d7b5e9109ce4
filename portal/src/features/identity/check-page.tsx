import { Button, Group, Paper, Select, Stack, TextInput } from "@mantine/core";
import { type SubmitEvent, useState } from "react";

import { Page } from "@/components/page";
import { StationPicker } from "@/components/pickers";
import { ProblemAlert } from "@/components/states";
import { CheckAnswer } from "@/features/identity/check-answer";
import { type Checked, check } from "@/features/identity/checking";
import { useMay } from "@/lib/me";
import { tooLong } from "@/lib/room";
import { t } from "@/lib/words";

const VALUE_MAX_LENGTH = 36;
const tokenTypes = [
  ...["ISO14443", "ISO15693", "MacAddress", "eMAID", "EVCCID", "VIN", "KeyCode"],
  ...["Central", "Local"],
];

/** What would happen with a card now, and whose it is. The value travels in bodies alone. */
export function CheckPage() {
  const [value, setValue] = useState("");
  const [station, setStation] = useState<string | null>(null);
  const [tokenType, setTokenType] = useState<string | null>(null);
  const [answer, setAnswer] = useState<Checked | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const maySeeModes = useMay("access.decisions.read");
  const maySeeStations = useMay("stations.read") && maySeeModes;
  const maySearch = useMay("identifiers.read");
  const refused = tooLong(value.trim(), VALUE_MAX_LENGTH);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    setAnswer(null);
    try {
      setAnswer(await check({ value: value.trim(), tokenType, station, search: maySearch }));
      setValue("");
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Page title={t("Check a card")}>
      <Paper withBorder p="md" maw={640}>
        <form
          onSubmit={(event) => void submit(event)}
          aria-label={t("Check a card")}
          autoComplete="off"
        >
          <Stack gap="sm">
            <TextInput
              label={t("Identifier")}
              description={t("Whole, as the card or the vehicle tells it. Nothing of it is kept.")}
              required
              error={refused}
              autoComplete="off"
              spellCheck={false}
              value={value}
              onChange={(event) => setValue(event.currentTarget.value)}
            />
            {maySeeStations && (
              <StationPicker
                id={station}
                onChange={setStation}
                label={t("At station")}
                description={t("Where nobody needs a permission, anybody may charge.")}
              />
            )}
            <Select
              label={t("Type, as OCPP 2.x sends it")}
              description={t("OCPP 1.6 sends none.")}
              data={tokenTypes}
              value={tokenType}
              onChange={setTokenType}
              clearable
            />
            <Group justify="end">
              <Button
                type="submit"
                loading={busy}
                disabled={value.trim() === "" || refused !== null}
              >
                {t("Check")}
              </Button>
            </Group>
          </Stack>
        </form>
      </Paper>
      {failure !== null && <ProblemAlert error={failure} title={t("It was not checked")} />}
      {answer !== null && <CheckAnswer checked={answer} />}
    </Page>
  );
}
