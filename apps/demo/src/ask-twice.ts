import type { DemoClient } from "./demo-client.ts";
import type { DemoRequest } from "./demo-requests.ts";

/** What came of asking once. */
export interface Answer {
  /** How the answer came about; `error`: there was none. */
  readonly kind: string;
  readonly reason: string;
  readonly fromCache: boolean;
  readonly bytes: number;
  readonly ms: number;
}

/** One line of the table. */
export interface Row {
  readonly label: string;
  readonly first: Answer;
  readonly second: Answer;
  /** Requests that reached the origin for it, in both rounds. */
  readonly originHits: number;
}

/** Asks everything once, then everything again, one after the other, and reads every body to its end. */
export async function askTwice(
  client: DemoClient,
  requests: readonly DemoRequest[],
  originHits: () => number,
): Promise<Row[]> {
  const rounds: { answer: Answer; hits: number }[][] = [];
  for (let round = 0; round < 2; round++) {
    const answers: { answer: Answer; hits: number }[] = [];
    for (const request of requests) {
      const before = originHits();
      const answer = await ask(client, request);
      answers.push({ answer, hits: originHits() - before });
    }
    rounds.push(answers);
  }
  const [firstRound = [], secondRound = []] = rounds;
  return requests.flatMap(({ label }, index) => {
    const [first, second] = [firstRound[index], secondRound[index]];
    if (!first || !second) return [];
    return [{ label, first: first.answer, second: second.answer, originHits: first.hits + second.hits }];
  });
}

async function ask(client: DemoClient, request: DemoRequest): Promise<Answer> {
  const startMs = performance.now();
  try {
    const { cache, bytes } = await client.ask(request);
    const { kind, reason, fromCache } = cache;
    return { kind, reason, fromCache, bytes, ms: performance.now() - startMs };
  } catch (error) {
    return {
      kind: "error",
      reason: rootCause(error),
      fromCache: false,
      bytes: 0,
      ms: performance.now() - startMs,
    };
  }
}

/** `fetch failed` says nothing; what it was caused by does. */
function rootCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return rootCause(error.cause);
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}
