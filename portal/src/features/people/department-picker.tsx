import { Select } from "@mantine/core";

import { rest } from "@/api/client";
import type { PickerProps } from "@/components/pickers";
import { t, told } from "@/lib/words";

/** Choose a department by its name; a tenant has few. */
export function DepartmentPicker({ id, onChange, label, description, error }: PickerProps) {
  const departments = rest.useQuery("get", "/api/v1/departments");
  const filter = label === undefined;
  const unread = departments.isError ? t("This could not be read.") : undefined;
  return (
    <Select
      {...(filter && { size: "xs", w: 170, "aria-label": t("Department") })}
      label={label}
      description={description}
      error={error ?? (filter ? undefined : unread)}
      nothingFoundMessage={unread ?? t("There is none so called.")}
      placeholder={filter ? t("Department") : t("Choose a department")}
      data={(departments.data ?? []).map((one) => ({
        value: one.id,
        label: told(one.name, "department"),
      }))}
      value={id}
      onChange={onChange}
      clearable
      clearButtonProps={{ "aria-label": t("Clear department") }}
      searchable
    />
  );
}
