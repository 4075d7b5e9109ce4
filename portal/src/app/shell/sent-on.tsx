import { useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";

import { Loading } from "@/components/states";

/** Send whoever is here on to another address. */
export function SentOn({ to }: { to: string }) {
  const { history } = useRouter();
  useEffect(() => history.replace(to), [history, to]);
  return <Loading />;
}

/** Send somebody who is not signed in to where they do that, and then back here. */
export function ToSignIn() {
  const router = useRouter();
  const [here] = useState(() => router.state.location.href);
  return <SentOn to={`/sign-in?${new URLSearchParams({ to: here }).toString()}`} />;
}
