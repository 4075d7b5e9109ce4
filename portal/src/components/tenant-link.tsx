import { Anchor, type AnchorProps } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { addressIn } from "@/lib/addresses";
import { useMe } from "@/lib/me";

interface Props extends AnchorProps {
  /** The page, below the tenant: `stations/…`. */
  to: string;
  search?: Readonly<Record<string, string>>;
  title?: string;
  /** In a window of its own, where a draft is not to be left. */
  target?: "_blank";
  onClick?: () => void;
  children?: ReactNode;
}

/** A link to a page of the same tenant. */
export function TenantLink({ to, search = {}, children, ...rest }: Props) {
  const { tenant } = useMe();
  return (
    <Anchor
      inherit
      {...rest}
      renderRoot={(root) => <Link {...root} to={addressIn(tenant, to)} search={search} />}
    >
      {children}
    </Anchor>
  );
}
