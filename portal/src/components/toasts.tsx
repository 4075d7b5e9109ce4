import { notifications } from "@mantine/notifications";

import { Problem } from "@/api/problem";
import { RequestId } from "@/components/states";
import { wordsOf } from "@/lib/problem-words";

/** Tell that something was done. */
export function tellDone(title: string, message = ""): void {
  notifications.show({ color: "teal", title, message });
}

/** Tell that something failed, why, and by which request id support finds it. */
export function tellProblem(title: string, error: unknown): void {
  const problem = Problem.from(error);
  notifications.show({
    color: "red",
    title,
    autoClose: false,
    message: (
      <>
        {wordsOf(problem)} <RequestId problem={problem} />
      </>
    ),
  });
}
