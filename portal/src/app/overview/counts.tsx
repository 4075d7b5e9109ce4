import { Link } from "@tanstack/react-router";

import { useHere } from "@/app/overview/overall";
import classes from "@/app/overview/overview.module.css";
import { addressIn } from "@/lib/addresses";
import { useMe } from "@/lib/me";
import { count as counted } from "@/lib/quantities";

/** How many there are of something, and the rows behind it. */
export interface Count {
  label: string;
  count: number;
  /** The page of the rows, below the tenant. */
  to: string;
  search: Readonly<Record<string, string>>;
  /** Any of these needs somebody. */
  loud?: boolean;
}

/** Counts beside their share of a whole, each a link to its rows. */
export function Counts({
  label,
  counts,
  whole,
}: {
  label: string;
  counts: readonly Count[];
  whole: number;
}) {
  return (
    <ul className={classes.counts} aria-label={label}>
      {counts.map((one) => (
        <li key={one.label}>
          <CountRow one={one} share={whole > 0 ? Math.min(1, one.count / whole) : 0} />
        </li>
      ))}
    </ul>
  );
}

function CountRow({ one, share }: { one: Count; share: number }) {
  const { tenant } = useMe();
  const here = useHere();
  const manner = one.count === 0 ? classes.none : one.loud === true ? classes.loud : "";
  return (
    <Link
      className={`${classes.count ?? ""} ${manner ?? ""}`}
      to={addressIn(tenant, one.to)}
      search={{ ...one.search, ...here(one.to) }}
    >
      <span className={classes.bar} style={{ width: `${share * 100}%` }} aria-hidden />
      <span className={classes.word}>{one.label}</span>
      <span className={classes.number}>{counted(one.count)}</span>
    </Link>
  );
}
