import { ModalsProvider } from "@mantine/modals";
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useParams } from "@tanstack/react-router";
import { useEffect, useState } from "react";

import { Problem } from "@/api/problem";
import { Frame } from "@/app/shell/frame";
import { rememberTenant } from "@/app/shell/last-tenant";
import { NoSuchTenant } from "@/app/shell/outcomes";
import { ToSignIn } from "@/app/shell/sent-on";
import { SignInAgain } from "@/app/shell/sign-in-again";
import { useLive } from "@/app/shell/use-live";
import { ProofDialog } from "@/components/proof-dialog";
import { Failing, Loading } from "@/components/states";
import { type Me, MeContext, meIn, speakAs } from "@/lib/me";
import { t } from "@/lib/words";

let entered: string | null = null;

/** Forget what was read in another tenant, before anything of this one is read. */
function enter(tenant: string, queries: QueryClient): string {
  if (entered !== null && entered !== tenant) queries.clear();
  entered = tenant;
  return tenant;
}

/** The frame around every page: who looks, where, and what happens. */
export function Shell() {
  const { tenant } = useParams({ from: "/$tenant" });
  return <InTenant key={tenant} slug={tenant} />;
}

function InTenant({ slug }: { slug: string }) {
  const queries = useQueryClient();
  const [tenant] = useState(() => enter(slug, queries));
  const me = useQuery(meIn(tenant));
  if (me.data !== undefined) return <SignedIn me={me.data} />;
  if (!me.isError) return <Loading />;
  const { status } = Problem.from(me.error);
  if (status === 401) return <ToSignIn />;
  if (status === 403 || status === 404) return <NoSuchTenant slug={tenant} />;
  return <Failing error={me.error} retry={() => void me.refetch()} />;
}

function SignedIn({ me }: { me: Me }) {
  speakAs(me);
  const queries = useQueryClient();
  const ready = useLive(me, queries);
  useEffect(() => rememberTenant(me.tenant.slug), [me.tenant.slug]);
  return (
    <MeContext value={me}>
      <ModalsProvider modalProps={{ closeButtonProps: { "aria-label": t("Close") } }}>
        <Frame>{ready ? <Outlet /> : <Loading rows={8} />}</Frame>
        {me.account !== null && <ProofDialog email={me.account.email} />}
        <SignInAgain me={me} />
      </ModalsProvider>
    </MeContext>
  );
}
