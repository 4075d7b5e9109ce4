import { Anchor } from "@mantine/core";
import { type ErrorComponentProps, Link } from "@tanstack/react-router";

import { Page } from "@/components/page";
import { Empty, Failing, Loading } from "@/components/states";
import { t } from "@/lib/words";

export function PagePending() {
  return <Loading rows={8} />;
}

export function PageFailed({ error, reset }: ErrorComponentProps) {
  return <Failing error={error} retry={reset} />;
}

export function NotFound() {
  return (
    <Page title={t("Not found")}>
      <Empty
        title={t("There is no page at this address")}
        actions={
          <Anchor component={Link} to="/">
            {t("Go to the overview")}
          </Anchor>
        }
      >
        {t(
          "It may have been moved, or the address was cut short. Search finds stations, sessions and vehicles by name.",
        )}
      </Empty>
    </Page>
  );
}

/** The address names a tenant that does not exist, or is somebody else's. */
export function NoSuchTenant({ slug }: { slug: string }) {
  return (
    <main>
      <Page title="Chargehouse">
        <Empty
          title={t("You have no tenant “{{slug}}”", { slug: slug.slice(0, 60) })}
          actions={
            <Anchor component={Link} to="/">
              {t("Go to your own")}
            </Anchor>
          }
        >
          {t(
            "It may be misspelt in the address, or belong to others. If it is yours, ask whoever administers it to let you in.",
          )}
        </Empty>
      </Page>
    </main>
  );
}
