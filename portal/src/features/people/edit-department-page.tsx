import { useParams } from "@tanstack/react-router";
import { useState } from "react";

import { api, rest } from "@/api/client";
import type { Schemas } from "@/api/types";
import { FormPage } from "@/components/form/form-page";
import { Answered } from "@/components/states";
import { tellDone } from "@/components/toasts";
import { DepartmentForm, type DepartmentValues } from "@/features/people/department-form";
import { useRenew } from "@/features/people/renew";
import { useGo } from "@/lib/going";
import { t } from "@/lib/words";

/** Changes what a department is called; an edit of an older state is told. */
export function EditDepartmentPage() {
  const { department: id = "" } = useParams({ strict: false });
  const department = rest.useQuery("get", "/api/v1/departments/{department_id}", {
    params: { path: { department_id: id } },
  });
  return (
    <FormPage title={t("Change a department")}>
      <Answered query={department}>{(data) => <Form department={data} />}</Answered>
    </FormPage>
  );
}

function Form({ department: read }: { department: Schemas["Department"] }) {
  const [department, setDepartment] = useState(read);
  const go = useGo();
  const renew = useRenew();
  const params = { path: { department_id: department.id } };
  const change = async (values: DepartmentValues) => {
    const body = { ...values, version: department.version };
    await api.PATCH("/api/v1/departments/{department_id}", { params, body });
    await renew();
    tellDone(t("The department was changed"));
    await go(`departments/${department.id}`);
  };
  const showNewest = async () => {
    const { data } = await api.GET("/api/v1/departments/{department_id}", { params });
    if (data !== undefined) setDepartment(data);
  };
  return (
    <DepartmentForm
      key={department.version}
      department={department}
      label={t("Save")}
      submit={change}
      onCancel={() => void go(`departments/${department.id}`)}
      onChangedMeanwhile={() => void showNewest()}
    />
  );
}
