import type { Schemas } from "@/api/types";
import { t } from "@/lib/words";

const LAG_S = 60;
const UNSIGNED_MS = 3 * 60_000;
const ANCHOR_MS = 26 * 3_600_000;
const UNTOLD_MS = 3_600_000;

/** Return what is not as it should be with the log, each with what to do; nothing where all is well. */
export function worriesOf(status: Schemas["AuditStatus"], now: number): readonly string[] {
  const { newest_head: head, newest_anchor: anchor, witnesses } = status;
  const anchored = anchor === null ? null : now - Date.parse(anchor.at);
  const behind = witnesses.filter(({ told }) => anchor !== null && (told ?? -1) < anchor.number);
  const isUnsigned =
    status.size > status.signed_size && now - Date.parse(head?.at ?? "1970-01-01") > UNSIGNED_MS;
  return [
    ...(status.lag_s > LAG_S
      ? [
          t(
            "What happens becomes an entry late. Nothing is lost; see /health for what the server is busy with.",
          ),
        ]
      : []),
    ...(isUnsigned && head !== null
      ? [
          t(
            "The log has grown and was not signed for minutes. The clock of the server, or the work it does each minute, stands still: see its log for “audit”.",
          ),
        ]
      : []),
    ...(anchored !== null && anchored > ANCHOR_MS
      ? [
          t(
            "The last day has no anchor. It is made by the work of each minute: see the server's log.",
          ),
        ]
      : []),
    ...(anchored !== null && anchored > UNTOLD_MS
      ? behind.map(({ name }) =>
          t(
            "The witness {{name}} was not told of the newest anchor. It is tried each minute: is it up, and may the server write there?",
            { name },
          ),
        )
      : []),
  ];
}
