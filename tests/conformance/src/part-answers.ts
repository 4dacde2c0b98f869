import type { Answer, Asking, Read, Stage } from "./stage.ts";

/** The whole that all parts are of. */
export const DIGITS = "0123456789";
/** Fields of every part that says nothing else. */
export const OF_A_PART = { "Cache-Control": "max-age=60", ETag: '"a"', "X-A": "1" };

/** The origin's answer to a range, both ends counted in. */
export function part(start: number, end: number, headers: Record<string, string> = {}, total = "10"): Answer {
  return {
    status: 206,
    headers: {
      ...OF_A_PART,
      "Content-Range": `bytes ${start}-${end}/${total}`,
      "Content-Length": String(end - start + 1),
      ...headers,
    },
    body: DIGITS.slice(start, end + 1),
  };
}

/** A request for bytes, as the field says them. */
export function ranged(range: string, headers: Record<string, string> = {}): Asking {
  return { headers: { Range: `bytes=${range}`, ...headers } };
}

/** What was asked for after one another, each answered by the next of the replies. */
export async function asked(
  stage: Stage,
  replies: readonly Answer[],
  ...askings: readonly Asking[]
): Promise<Read> {
  stage.origin("/a", ...replies);
  let last: Read | undefined;
  for (const asking of askings) last = await stage.ask("/a", asking);
  if (last === undefined) throw new Error("nothing was asked");
  return last;
}

/** What became of a request, its status and its body. */
export const told = ({ cache, status, text }: Read): readonly unknown[] => [cache.kind, status, text];
