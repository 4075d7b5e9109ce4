import { describe, expect, it } from "vitest";

import { linesOf } from "@/features/audit/verification";

function streamOf(...chunks: readonly string[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  const bytes = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(bytes.encode(chunk));
      controller.close();
    },
  });
}

describe("lines of a stream", () => {
  it.each([[["one\ntwo\n"]], [["on", "e\nt", "wo\n"]], [["one\n", "\n", "two"]]])(
    "are whole however they come: %j",
    async (chunks) => {
      const lines: string[] = [];
      for await (const line of linesOf(streamOf(...chunks))) lines.push(line);
      expect(lines).toEqual(["one", "two"]);
    },
  );
});
