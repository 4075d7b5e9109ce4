import { api } from "@/api/client";

/** What a verification found wrong, at an entry or at entries from one to another. */
export interface Finding {
  wrong: string;
  detail: string;
  index?: number;
  until?: number;
}

/** What a verification came to. */
export interface Report {
  ok: boolean;
  size: number;
  root: string;
  heads: number;
  anchors: number;
  erased: number;
  emptied: number;
  first_bad_index: number | null;
  findings: readonly Finding[];
}

/** How far a verification is. */
export interface Progress {
  checked: number;
  size: number;
  report: Report | null;
}

/** Have the server verify the log; it tells how far it is, and its report in the end. */
export async function verifyLog(
  told: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<Report> {
  const { data } = await api.POST("/api/v1/audit/verify", { parseAs: "stream", signal });
  if (!data) throw new Error("The verification told nothing.");
  let report: Report | null = null;
  for await (const line of linesOf(data)) {
    const progress = JSON.parse(line) as Progress;
    told(progress);
    report = progress.report ?? report;
  }
  if (report === null) throw new Error("The verification was cut off before its end.");
  return report;
}

/** Read a stream of bytes line by line. */
export async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let begun = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const lines = (begun + value).split("\n");
    begun = lines.pop() ?? "";
    yield* lines.filter((line) => line !== "");
  }
  if (begun !== "") yield begun;
}
