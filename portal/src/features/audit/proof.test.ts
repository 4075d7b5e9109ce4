import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";

import { isProven } from "@/features/audit/proof";

const SIZES = [1, 2, 3, 5, 8, 13];

function hash(...parts: readonly Buffer[]): Buffer {
  return createHash("sha256").update(Buffer.concat(parts)).digest();
}

function leaf(index: number): Buffer {
  return hash(Buffer.from([0]), Buffer.from(`entry ${index}`));
}

/** The largest power of two below a size. */
function half(size: number): number {
  return 2 ** Math.floor(Math.log2(size - 1));
}

/** RFC 6962, 2.1. */
function root(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 1) return leaves[0] ?? Buffer.alloc(0);
  const k = half(leaves.length);
  return hash(Buffer.from([1]), root(leaves.slice(0, k)), root(leaves.slice(k)));
}

/** RFC 6962, 2.1.1. */
function path(index: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length === 1) return [];
  const k = half(leaves.length);
  return index < k
    ? [...path(index, leaves.slice(0, k)), root(leaves.slice(k))]
    : [...path(index - k, leaves.slice(k)), root(leaves.slice(0, k))];
}

function proofOf(index: number, size: number) {
  const leaves = Array.from({ length: size }, (_, nth) => leaf(nth));
  const hex = root(leaves).toString("hex");
  return {
    index,
    leaf_hash: leaf(index).toString("hex"),
    proof: path(index, leaves).map((step) => step.toString("hex")),
    head: {
      number: 0,
      size,
      root: hex,
      at: "2026-03-02T12:00:00Z",
      key_id: "0011223344556677",
      text: JSON.stringify({ root: hex, size }),
      signature: "",
    },
  };
}

const places = SIZES.flatMap((size) => Array.from({ length: size }, (_, index) => [index, size]));

describe("a proof", () => {
  it.each(places)("of entry %i of %i holds", async (index = 0, size = 0) => {
    expect(await isProven(proofOf(index, size))).toBe(true);
  });

  it.each(places)(
    "of entry %i of %i says nothing of another entry",
    async (index = 0, size = 0) => {
      const other = leaf(index + 1).toString("hex");
      expect(await isProven({ ...proofOf(index, size), leaf_hash: other })).toBe(false);
    },
  );

  it("does not hold with a step too few or too many, or at another place", async () => {
    const proof = proofOf(3, 8);
    const [first = "", ...rest] = proof.proof;
    expect(await isProven({ ...proof, proof: rest })).toBe(false);
    expect(await isProven({ ...proof, proof: [first, ...proof.proof] })).toBe(false);
    expect(await isProven({ ...proof, index: 2 })).toBe(false);
    expect(await isProven({ ...proof, index: 8 })).toBe(false);
  });

  it("does not hold when another root was signed than is told", async () => {
    const proof = proofOf(1, 2);
    const text = JSON.stringify({ root: leaf(9).toString("hex"), size: 2 });
    expect(await isProven({ ...proof, head: { ...proof.head, text } })).toBe(false);
  });
});
