import { useQuery } from "@tanstack/react-query";

import { Problem } from "@/api/problem";
import { lastTenant } from "@/app/shell/last-tenant";
import { SentOn } from "@/app/shell/sent-on";
import { Failing, Loading } from "@/components/states";
import { addressIn } from "@/lib/addresses";
import { meIn } from "@/lib/me";

/** The portal without an address: on to the overview of the tenant that was seen last. */
export function Entry() {
  const me = useQuery(meIn(null));
  if (me.data !== undefined) {
    const slug = lastTenant();
    const tenant = me.data.tenants.find((one) => one.slug === slug) ?? me.data.tenant;
    return <SentOn to={addressIn(tenant, "overview")} />;
  }
  if (!me.isError) return <Loading />;
  if (Problem.from(me.error).status === 401) return <SentOn to="/sign-in" />;
  return <Failing error={me.error} retry={() => void me.refetch()} />;
}
