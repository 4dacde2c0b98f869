import * as fc from "fast-check";
import { CONTROLS } from "./directives.ts";

/** What one caller asks. */
export interface Ask {
  readonly url: number;
  /** 0: nobody. */
  readonly user: number;
  readonly accept: number;
  readonly what:
    | "GET"
    | "HEAD"
    | "POST"
    | "refresh"
    | "forceRefresh"
    | "onlyIfCached"
    | "staleIfError"
    | "staleWhileRevalidate"
    | "readOnly"
    | keyof typeof WISHES;
}

/** What a request may say of itself. */
export const WISHES = {
  noCache: "no-cache",
  noStore: "no-store",
  maxAge: "max-age=5",
  minFresh: "min-fresh=5",
  maxStale: "max-stale=15",
} as const;

/** How the origin answers for a URL from now on. */
export interface Answer {
  readonly status: 200 | 404 | 500 | "reset";
  readonly vary: boolean;
  readonly etag: boolean;
  readonly large: boolean;
  readonly inChunks: boolean;
  /** What it says of itself; nobody listens where settings decide. */
  readonly control: (typeof CONTROLS)[number];
  /** So many turns of the event loop pass before it answers. */
  readonly turns: number;
}

/** What goes wrong with the next calls of the backend. */
export interface Trouble {
  readonly operation: "find" | "put" | "remove" | "invalidate" | "bodies";
  readonly how: "throw" | "reject" | "forget" | "flip";
  readonly times: number;
}

export type Step =
  | { readonly kind: "ask"; readonly asks: readonly Ask[] }
  | { readonly kind: "origin"; readonly url: number; readonly answer: Answer }
  | { readonly kind: "clock"; readonly seconds: number }
  | { readonly kind: "trouble"; readonly trouble: Trouble };

const ask: fc.Arbitrary<Ask> = fc.record({
  url: fc.nat(2),
  user: fc.nat(2),
  accept: fc.nat(1),
  what: fc.oneof(
    { weight: 6, arbitrary: fc.constant("GET" as const) },
    {
      weight: 4,
      arbitrary: fc.constantFrom<Ask["what"]>(
        "HEAD",
        "POST",
        "refresh",
        "forceRefresh",
        "onlyIfCached",
        "staleIfError",
        "staleWhileRevalidate",
        "readOnly",
        "noCache",
        "noStore",
        "maxAge",
        "minFresh",
        "maxStale",
      ),
    },
  ),
});

const answer: fc.Arbitrary<Answer> = fc.record({
  status: fc.oneof(
    { weight: 6, arbitrary: fc.constant(200 as const) },
    { weight: 2, arbitrary: fc.constantFrom<Answer["status"]>(404, 500, "reset") },
  ),
  vary: fc.boolean(),
  etag: fc.boolean(),
  large: fc.boolean(),
  inChunks: fc.boolean(),
  control: fc.constantFrom(...CONTROLS),
  turns: fc.nat(3),
});

const trouble: fc.Arbitrary<Trouble> = fc
  .record({
    operation: fc.constantFrom<Trouble["operation"]>("find", "put", "remove", "invalidate", "bodies"),
    how: fc.constantFrom<Trouble["how"]>("throw", "reject", "forget", "flip"),
    times: fc.integer({ min: 1, max: 3 }),
  })
  // A backend that says it has removed what it has not is not to be helped.
  .map((made) => (made.operation === "find" || made.operation === "put" ? made : { ...made, how: "throw" }));

/** Sequences of what callers, origin, clock and backend may do. */
export function stepsArbitrary(withTrouble: boolean): fc.Arbitrary<readonly Step[]> {
  const step = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant("ask" as const),
        asks: fc.array(ask, { minLength: 1, maxLength: 4 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("origin" as const), url: fc.nat(2), answer }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("clock" as const),
        seconds: fc.integer({ min: -8, max: 20 }),
      }),
    },
    ...(withTrouble
      ? [{ weight: 2, arbitrary: fc.record({ kind: fc.constant("trouble" as const), trouble }) }]
      : []),
  );
  return fc.array(step, { minLength: 1, maxLength: 40 });
}
