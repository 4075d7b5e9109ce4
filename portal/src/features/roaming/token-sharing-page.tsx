import { Paper, Stack, Text } from "@mantine/core";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Page } from "@/components/page";
import { ReadPage } from "@/components/read-page";
import { tellDone } from "@/components/toasts";
import { useRenew } from "@/features/roaming/renew";
import { TokenSharingForm } from "@/features/roaming/token-sharing-form";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

const PATH = "/api/v1/roaming/publishing/tokens";

/** Chooses which of our drivers partners are told of, and whether they may let them in alone. */
export function TokenSharingPage() {
  const go = useGo();
  const renew = useRenew();
  const sharing = rest.useQuery("get", PATH);
  const choose = async (body: Schemas["ChosenSharing"]) => {
    await api.PUT(PATH, { body });
    await renew();
    tellDone(t("It was chosen"), t("Partners are told in a moment."));
    await go("partners");
  };
  return (
    <ReadPage query={sharing} title={t("Our drivers at partners")}>
      {(sharing) => (
        <Page title={t("Our drivers at partners")}>
          <Text maw={640}>
            {t(
              "It holds for every partner. RFID cards, app identifiers and eMAIDs are told, never PINs. Who is told of no more is told once more, as not valid.",
            )}
          </Text>
          <Paper withBorder p="md" maw={640}>
            <Stack>
              <TokenSharingForm
                sharing={sharing}
                submit={choose}
                onCancel={() => void go("partners")}
              />
            </Stack>
          </Paper>
        </Page>
      )}
    </ReadPage>
  );
}
