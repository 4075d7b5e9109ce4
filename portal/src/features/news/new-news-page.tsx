import { api } from "@/api/client";
import { FormPage } from "@/components/form/form-page";
import { tellDone } from "@/components/toasts";
import { type EntryValues, NewsForm } from "@/features/news/news-form";
import { useRenew } from "@/features/news/renew";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

/** Writes an entry of the tenant's own, published at once or later. */
export function NewNewsPage() {
  const go = useGo();
  const renew = useRenew();
  const add = async (values: EntryValues) => {
    await api.POST("/api/v1/news", { body: values });
    await renew();
    tellDone(t("The entry was added"));
    await go("news");
  };
  return (
    <FormPage title={t("Write an entry")}>
      <NewsForm label={t("Add the entry")} submit={add} onCancel={() => void go("news")} />
    </FormPage>
  );
}
