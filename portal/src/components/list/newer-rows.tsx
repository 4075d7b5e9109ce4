import { Button } from "@mantine/core";
import { IconArrowUp } from "@tabler/icons-react";
import { hashKey, type QueryKey, useQueryClient } from "@tanstack/react-query";

import { showNewerRows, useNewerRows } from "@/lib/refresh";
import { t } from "@/lib/words";

/** Offer the newest rows of a long list, which stays as it is while somebody reads in it. */
export function NewerRows({ queryKey }: { queryKey: QueryKey }) {
  const queries = useQueryClient();
  const newer = useNewerRows(hashKey(queryKey));
  if (!newer) return null;
  const show = () => {
    document.querySelector('[data-scroll-restoration-id="list"]')?.scrollTo({ top: 0 });
    void showNewerRows(queries, queryKey);
  };
  return (
    <Button
      variant="light"
      style={{ alignSelf: "center" }}
      leftSection={<IconArrowUp size={14} aria-hidden />}
      onClick={show}
    >
      {t("Something changed: show the newest rows")}
    </Button>
  );
}
