import { z } from "zod";

import { CommandForm, how, plainHow } from "@/features/stations/commands/command-form";
import { sendClearCache } from "@/features/stations/commands/sending";
import type { Target } from "@/features/stations/commands/targets";
import { t } from "@/lib/words";

const shape = z.object(how);

/** Lets a station forget whom it let charge before. */
export function ClearCacheForm({ target }: { target: Target }) {
  return (
    <CommandForm
      label={t("Clear the cache")}
      schema={shape}
      consequence={t(
        "The charger forgets which identifiers were accepted, and asks here for each again.",
      )}
      fields={[]}
      initial={plainHow}
      send={(values) => sendClearCache(target.station.id, values)}
    />
  );
}
