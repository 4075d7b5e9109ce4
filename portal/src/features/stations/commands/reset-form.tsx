import { z } from "zod";

import { CommandForm, how, plainHow } from "@/features/stations/commands/command-form";
import { sendReset } from "@/features/stations/commands/sending";
import type { Target } from "@/features/stations/commands/targets";
import { t } from "@/lib/words";

const shape = z.object({ kind: z.enum(["soft", "hard"]), ...how });

/** Restarts a station. */
export function ResetForm({ target }: { target: Target }) {
  return (
    <CommandForm
      label={t("Restart")}
      schema={shape}
      consequence={t(
        "The charger is away for a minute or two. It tells that it booted when it is back.",
      )}
      fields={[
        {
          name: "kind",
          label: t("How"),
          kind: "choice",
          required: true,
          options: [
            { value: "soft", label: t("Soft: sessions end first, or are waited for") },
            { value: "hard", label: t("Hard: at once, sessions are cut off") },
          ],
        },
      ]}
      initial={{ kind: "soft", ...plainHow }}
      send={({ kind, ...rest }) =>
        sendReset(target.station.id, { gentle: kind === "soft", ...rest })
      }
    />
  );
}
