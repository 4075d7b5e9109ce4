import { api } from "@/api/client";
import { FormPage } from "@/components/form/form-page";
import { tellDone } from "@/components/toasts";
import { DepartmentForm, type DepartmentValues } from "@/features/people/department-form";
import { useRenew } from "@/features/people/renew";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

/** Adds a department; what it permits is chosen on its page. */
export function NewDepartmentPage() {
  const go = useGo();
  const renew = useRenew();
  const add = async (values: DepartmentValues) => {
    const { data } = await api.POST("/api/v1/departments", {
      body: { ...values, allows: [], denies: [] },
    });
    await renew();
    if (data === undefined) return;
    tellDone(t("The department was added"), t("Now choose what it permits."));
    await go(`departments/${data.id}`);
  };
  return (
    <FormPage title={t("Add a department")}>
      <DepartmentForm
        label={t("Add department")}
        submit={add}
        onCancel={() => void go("departments")}
      />
    </FormPage>
  );
}
