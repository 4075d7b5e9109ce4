import type { Schemas } from "@/api/types";
import { Status } from "@/components/status";
import { statuses } from "@/features/people/people-words";

/** Whether somebody may do what is permitted to them, in a word. */
export function UserStatus({ status }: { status: Schemas["User"]["status"] }) {
  const { label, tone, explained } = statuses[status];
  return (
    <Status tone={tone} explained={explained}>
      {label}
    </Status>
  );
}
