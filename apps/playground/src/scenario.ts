import type { CacheOptions, RequestOptions } from "@rcache/core";

/** Whose rules: the settings', or RFC 9111's for a private or a shared cache. */
export type Mode = "rules" | "private" | "shared";

export const MODES: readonly Mode[] = ["private", "shared", "rules"];

/** Settings that stand in a link: those that JSON can hold. */
export type PlainSettings = Omit<CacheOptions, "backend" | "clock" | "onEvent" | "cacheControl" | "shared">;

/** One request, and what the origin says if it is asked. */
export interface ScenarioStep {
  /** Seconds since the answer before. */
  readonly afterSeconds: number;
  /** `GET https://…`, then the fields, then after an empty line the body. */
  readonly request: string;
  /** `200 OK`, then the fields, then after an empty line the body; {@link NO_ANSWER} for an origin that hangs up. */
  readonly response: string;
  /** The origin answers 304 to a request that carries the validators of its answer before. */
  readonly confirms?: boolean;
  /** Instead of `response`, where it would confirm and the request carries no such validator. */
  readonly unconfirmed?: string;
  /** How long the origin's answer is under way, in seconds. @default 0 */
  readonly takesSeconds?: number;
  /** What this request alone says, as `rcache` of fetch's init. */
  readonly options?: RequestOptions;
}

/** Requests one after another through one cache. The last one is the question. */
export interface Scenario {
  readonly title?: string;
  readonly mode: Mode;
  readonly settings: PlainSettings;
  readonly steps: readonly ScenarioStep[];
}

/** What a response says where the origin gives none. */
export const NO_ANSWER = "no answer";

/** Where requests without an origin of their own go. */
export const ORIGIN = "https://origin.example";

/** When every scenario begins. */
export const BEGIN_MS: number = Date.UTC(2026, 0, 1);

/** What the playground opens with. */
export const FIRST_SCENARIO: Scenario = {
  mode: "private",
  settings: {},
  steps: [
    {
      afterSeconds: 0,
      request: "GET https://api.example.com/people/7",
      response: [
        "200 OK",
        "Date: {now}",
        "Cache-Control: max-age=60, stale-while-revalidate=120, stale-if-error=600",
        'ETag: "v1"',
      ].join("\n"),
    },
    {
      afterSeconds: 90,
      request: "GET https://api.example.com/people/7",
      response: ["200 OK", "Date: {now}", "Cache-Control: max-age=60", 'ETag: "v1"'].join("\n"),
      confirms: true,
    },
  ],
};
