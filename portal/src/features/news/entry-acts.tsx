import { Button, Group } from "@mantine/core";

import { api } from "@/api/client";
import { ButtonLink } from "@/components/button-link";
import { confirmAct } from "@/components/confirm";
import { tellDone } from "@/components/toasts";
import type { NewsItem } from "@/features/news/news-words";
import { useRenew } from "@/features/news/renew";
import { serverNow } from "@/lib/ticking";
import { t } from "@/lib/words";

const PATH = "/api/v1/news/{entry_id}";

/** What those who write news can do with an entry of the tenant's own. */
export function EntryActs({ item, planned }: { item: NewsItem; planned: boolean }) {
  const renew = useRenew();
  const params = { path: { entry_id: item.id } };
  const publish = async () => {
    const published_at = new Date(serverNow()).toISOString();
    await api.PATCH(PATH, { params, body: { published_at } });
    tellDone(t("The entry was published"));
    await renew();
  };
  const withdraw = async () => {
    await api.DELETE(PATH, { params });
    tellDone(t("The entry was withdrawn"));
    await renew();
  };
  const askPublish = () =>
    confirmAct({
      title: t("Publish it now?"),
      consequence: t("Everybody for whom it is sees it from now on."),
      label: t("Publish"),
      run: publish,
    });
  const askWithdraw = () =>
    confirmAct({
      title: t("Withdraw this entry?"),
      consequence: t("Nobody sees it any more, and its text is gone. This cannot be undone."),
      label: t("Withdraw the entry"),
      dangerous: true,
      run: withdraw,
    });
  return (
    <Group gap="xs">
      {planned && (
        <Button variant="default" size="compact-sm" onClick={askPublish}>
          {t("Publish now …")}
        </Button>
      )}
      <ButtonLink to={`news/${item.id}/edit`} variant="default" size="compact-sm">
        {t("Change")}
      </ButtonLink>
      <Button variant="subtle" color="gray" size="compact-sm" onClick={askWithdraw}>
        {t("Withdraw …")}
      </Button>
    </Group>
  );
}
