const SMALL_BYTES = 8_000;
/** More than a record of Redis keeps by itself: such a body is stored in pieces beside it. */
const LARGE_BYTES = 1_500_000;

/** What the origin answers for an item, the same for everybody who knows its number. Every sixteenth is a large one. */
export function itemBody(item: number): Uint8Array {
  const body = new Uint8Array(item % 16 === 15 ? LARGE_BYTES : SMALL_BYTES);
  for (let at = 0; at < body.length; at += 1) body[at] = (at * 31 + item * 7) & 0xff;
  return body;
}

export function isItemBody(item: number, body: Uint8Array): boolean {
  return Buffer.compare(itemBody(item), body) === 0;
}
