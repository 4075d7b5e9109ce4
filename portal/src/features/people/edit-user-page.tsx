import { useParams } from "@tanstack/react-router";
import { useState } from "react";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { FormPage } from "@/components/form/form-page";
import { Answered } from "@/components/states";
import { tellDone } from "@/components/toasts";
import { useRenew } from "@/features/people/renew";
import { told, UserForm, type UserValues } from "@/features/people/user-form";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

/** Changes a user; an edit of a state that is no longer the newest is told. */
export function EditUserPage() {
  const { user: id = "" } = useParams({ strict: false });
  const user = rest.useQuery("get", "/api/v1/users/{user_id}", {
    params: { path: { user_id: id } },
  });
  return (
    <FormPage title={t("Change a user")}>
      <Answered query={user}>{(data) => <Form user={data} />}</Answered>
    </FormPage>
  );
}

function Form({ user: read }: { user: Schemas["User"] }) {
  const [user, setUser] = useState(read);
  const go = useGo();
  const renew = useRenew();
  const params = { path: { user_id: user.id } };
  const change = async (values: UserValues) => {
    const body = { ...told(values), version: user.version };
    await api.PATCH("/api/v1/users/{user_id}", { params, body });
    await renew();
    tellDone(t("The user was changed"));
    await go(`users/${user.id}`);
  };
  const showNewest = async () => {
    const { data } = await api.GET("/api/v1/users/{user_id}", { params });
    if (data !== undefined) setUser(data);
  };
  return (
    <UserForm
      key={user.version}
      user={user}
      label={t("Save")}
      submit={change}
      onCancel={() => void go(`users/${user.id}`)}
      onChangedMeanwhile={() => void showNewest()}
    />
  );
}
