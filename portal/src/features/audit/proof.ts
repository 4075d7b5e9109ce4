import type { Schemas } from "@/api/types";

type Proof = Schemas["InclusionProof"];

const NODE = 0x01;

function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  const pairs = hex.match(/../g) ?? [];
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function joined(left: Uint8Array, right: Uint8Array): Promise<Uint8Array> {
  const text = new Uint8Array([NODE, ...left, ...right]);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", text));
}

/** Whether this browser can compute hashes: only over https, or on the machine itself. */
export function canProve(): boolean {
  return typeof (globalThis.crypto as Crypto | undefined)?.subtle !== "undefined";
}

/** Whether the hash of an entry, and those beside its way up, lead to the signed root.
 *
 * As RFC 9162 has it, 2.1.3.2. What the head itself says is checked too: the text that was signed
 * must name this root and size. */
export async function isProven({ index, leaf_hash, proof, head }: Proof): Promise<boolean> {
  if (index >= head.size || !isSaid(head)) return false;
  let hash = bytesOf(leaf_hash) as Uint8Array;
  let place = index;
  let last = head.size - 1;
  for (const step of proof.map(bytesOf)) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      hash = await joined(step, hash);
      while (place % 2 === 0 && place !== 0) {
        place = Math.floor(place / 2);
        last = Math.floor(last / 2);
      }
    } else {
      hash = await joined(hash, step);
    }
    place = Math.floor(place / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && hexOf(hash) === head.root;
}

function isSaid({ text, root, size }: Proof["head"]): boolean {
  const said = JSON.parse(text) as { root?: unknown; size?: unknown };
  return said.root === root && said.size === size;
}
