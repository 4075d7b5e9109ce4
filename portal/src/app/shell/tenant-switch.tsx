import { Select } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";

import { addressIn } from "@/lib/addresses";
import { useMe } from "@/lib/me";
import { t } from "@/lib/words";

/** Go to another tenant of one's own. */
export function TenantSwitch() {
  const { tenant, tenants } = useMe();
  const navigate = useNavigate();
  if (tenants.length < 2) return null;
  return (
    <Select
      size="xs"
      aria-label={t("Tenant")}
      data={tenants.map(({ slug, name }) => ({ value: slug, label: name }))}
      value={tenant.slug}
      allowDeselect={false}
      searchable={tenants.length > 8}
      onChange={(slug) => {
        if (slug !== null) void navigate({ to: addressIn({ slug }, "overview") });
      }}
    />
  );
}
