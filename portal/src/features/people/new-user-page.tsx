import { api } from "@/api/client";
import { FormPage } from "@/components/form/form-page";
import { tellDone } from "@/components/toasts";
import { useRenew } from "@/features/people/renew";
import { told, UserForm, type UserValues } from "@/features/people/user-form";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

/** Adds a user, who cannot sign in yet; departments and an invitation follow on their page. */
export function NewUserPage() {
  const go = useGo();
  const renew = useRenew();
  const add = async (values: UserValues) => {
    const { data } = await api.POST("/api/v1/users", { body: told(values) });
    await renew();
    if (data === undefined) return;
    tellDone(t("The user was added"), t("Now say what they may do, and invite them."));
    await go(`users/${data.id}`);
  };
  return (
    <FormPage title={t("Add a user")}>
      <UserForm label={t("Add user")} submit={add} onCancel={() => void go("users")} />
    </FormPage>
  );
}
