import classes from "@/components/mode-strip/mode-strip.module.css";
import { type Mode, modeChoices, type Source } from "@/lib/modes";
import { t } from "@/lib/words";

/** A mode on a part of a time, by its minutes. */
export interface ModePiece {
  readonly from: number;
  readonly to: number;
  readonly mode: Mode;
  readonly source: Source;
}

interface Props {
  pieces: readonly ModePiece[];
  /** How many minutes it is of. */
  minutes: number;
  className?: string | undefined;
}

/**
 * The modes of a time as a strip, for the eye alone: what it shows is said in words beside it.
 * A minute is widened to be seen, so each piece lies above the next.
 */
export function ModeStrip({ pieces, minutes, className }: Props) {
  return (
    <div className={`${classes.strip ?? ""} ${className ?? ""}`} aria-hidden>
      {pieces.map((piece, at) => (
        <div
          key={piece.from}
          className={`${classes.piece ?? ""} ${classes[piece.mode] ?? ""} ${isDated(piece) ? (classes.dated ?? "") : ""}`}
          style={{
            zIndex: pieces.length - at,
            left: `${(piece.from / minutes) * 100}%`,
            width: `${((piece.to - piece.from) / minutes) * 100}%`,
          }}
        />
      ))}
    </div>
  );
}

/** What the strips of modes are drawn with. */
export function ModeLegend() {
  return (
    <>
      {modeChoices.map(({ value, label }) => (
        <span key={value}>
          <span className={`${classes.legend ?? ""} ${classes[value] ?? ""}`} aria-hidden /> {label}
        </span>
      ))}
      <span>
        <span className={`${classes.legend ?? ""} ${classes.dated ?? ""}`} aria-hidden />{" "}
        {t("by an exception or override")}
      </span>
    </>
  );
}

function isDated({ source }: ModePiece): boolean {
  return source === "exception" || source === "override";
}
