import { useParams } from "@tanstack/react-router";
import { useState } from "react";

import { api, rest } from "@/api/client";
import { FormPage } from "@/components/form/form-page";
import { Answered } from "@/components/states";
import { tellDone } from "@/components/toasts";
import { type EntryValues, NewsForm } from "@/features/news/news-form";
import type { NewsEntry } from "@/features/news/news-words";
import { useRenew } from "@/features/news/renew";
import { useGo } from "@/lib/going";
import { serverNow } from "@/lib/ticking";
import { t } from "@/lib/words";

const PATH = "/api/v1/news/{entry_id}";

/** Changes an entry of the tenant's own; an edit of an older state is told. */
export function EditNewsPage() {
  const { entry: id = "" } = useParams({ strict: false });
  const entry = rest.useQuery("get", PATH, { params: { path: { entry_id: id } } });
  return (
    <FormPage title={t("Change an entry")}>
      <Answered query={entry}>{(data) => <Form read={data} />}</Answered>
    </FormPage>
  );
}

function Form({ read }: { read: NewsEntry }) {
  const [entry, setEntry] = useState(read);
  const go = useGo();
  const renew = useRenew();
  const params = { path: { entry_id: entry.id } };
  const change = async (values: EntryValues) => {
    const published_at = values.published_at ?? new Date(serverNow()).toISOString();
    await api.PATCH(PATH, { params, body: { ...values, published_at, version: entry.version } });
    await renew();
    tellDone(t("The entry was changed"));
    await go("news");
  };
  const showNewest = async () => {
    const { data } = await api.GET(PATH, { params });
    if (data !== undefined) setEntry(data);
  };
  return (
    <NewsForm
      key={entry.version}
      entry={entry}
      label={t("Save")}
      submit={change}
      onCancel={() => void go("news")}
      onChangedMeanwhile={() => void showNewest()}
    />
  );
}
