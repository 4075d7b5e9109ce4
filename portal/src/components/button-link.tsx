import { Button, type ButtonProps } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { addressIn } from "@/lib/addresses";
import { useMe } from "@/lib/me";

interface Props extends ButtonProps {
  /** The page, below the tenant: `vehicles/new`. */
  to: string;
  search?: Readonly<Record<string, string>>;
  children: ReactNode;
}

/** A link to a page of the same tenant that looks like what can be done there. */
export function ButtonLink({ to, search = {}, children, ...rest }: Props) {
  const { tenant } = useMe();
  return (
    <Button
      {...rest}
      renderRoot={(root) => <Link {...root} to={addressIn(tenant, to)} search={search} />}
    >
      {children}
    </Button>
  );
}
