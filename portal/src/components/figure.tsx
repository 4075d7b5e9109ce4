import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import classes from "@/components/figure.module.css";
import { addressIn } from "@/lib/addresses";
import { useMe } from "@/lib/me";

interface Props {
  label: string;
  value: ReactNode;
  /** What it is made of, or how old it is. */
  hint?: ReactNode;
  /** The rows behind it, below the tenant. */
  to: string;
  search?: Readonly<Record<string, string>>;
  /** It needs somebody. */
  loud?: boolean;
}

/** A figure that leads to the rows it counts. */
export function Figure({ label, value, hint, to, search = {}, loud = false }: Props) {
  const { tenant } = useMe();
  return (
    <Link className={classes.figure} to={addressIn(tenant, to)} search={search}>
      <span className="hint">{label}</span>
      <span className={loud ? `${classes.value ?? ""} ${classes.loud ?? ""}` : classes.value}>
        {value}
      </span>
      {hint !== undefined && <span className="hint">{hint}</span>}
    </Link>
  );
}
