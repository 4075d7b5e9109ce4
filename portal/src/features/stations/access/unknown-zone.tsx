import { Alert } from "@mantine/core";

import { TenantLink } from "@/components/tenant-link";
import { t } from "@/lib/words";

interface Props {
  /** The location's time zone where nobody knows it here, else null. */
  zone: string | null;
  location: string;
}

/** Why access is managed throughout where nobody knows the clocks, and what to do about it. */
export function UnknownZone({ zone, location }: Props) {
  if (zone === null) return null;
  return (
    <Alert
      color="yellow"
      variant="light"
      title={t("The time zone {{zone}} is not known here", { zone })}
    >
      {t(
        "Nobody can tell when its windows begin, so access is managed throughout: only those who are known may charge. Give the location a time zone that is known here; if its name is right, the server needs newer data of time zones.",
      )}{" "}
      <TenantLink to={`locations/${location}/edit`} underline="always" c="inherit">
        {t("Change the location")}
      </TenantLink>
    </Alert>
  );
}
