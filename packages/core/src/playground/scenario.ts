import type { Entry } from "../entry/entry.ts";
import type { Instant } from "../http/messages.ts";
import type { CacheOptions, RequestOptions } from "../settings/settings.ts";

/** Whose rules: the settings', or RFC 9111's for a private or a shared cache. */
export type Mode = "rules" | "private" | "shared";

export const MODES: readonly Mode[] = ["private", "shared", "rules"];

/** Settings that JSON can hold. */
export type PlainSettings = Omit<CacheOptions, "backend" | "clock" | "onEvent" | "cacheControl" | "shared">;

/** One request, and what the origin says if it is asked. */
export interface ScenarioStep {
  /** Seconds since the response before, or since the scenario begins. */
  readonly afterSeconds: number;
  /** `GET https://…`, then the fields, then after an empty line the body. */
  readonly request: string;
  /** `200 OK`, then the fields, then after an empty line the body; {@link NO_ANSWER} for an origin that hangs up. */
  readonly response: string;
  /** The origin answers 304 to a request that carries the validators of its response before. */
  readonly confirms?: boolean;
  /** Instead of `response`, where it would confirm and the request carries no such validator. */
  readonly unconfirmed?: string;
  /** How long the origin's response is under way, in seconds. @default 0 */
  readonly takesSeconds?: number;
  /** The options of this request alone, as `rcache` in fetch's init. */
  readonly options?: RequestOptions;
}

/** What of a stored response cannot be read from its fields. */
export interface StoredFacts
  extends Pick<
    Entry,
    "baseAgeMs" | "createdAtMs" | "finalUrl" | "lifetimes" | "part" | "receivedAtMs" | "staleBan"
  > {
  /** The length of its body. */
  readonly bytes: number;
}

/** A response that is stored when the scenario begins. */
export interface StoredAnswer extends StoredFacts {
  /** A request that finds it, as in a step. */
  readonly request: string;
  /** The status and the stored fields, as in a step. */
  readonly response: string;
}

/** Requests one after another through one cache. The last one is the question. */
export interface Scenario {
  readonly title?: string;
  readonly mode: Mode;
  readonly settings: PlainSettings;
  /** When it begins. @default {@link BEGIN_MS} */
  readonly beginMs?: Instant;
  /** What is stored when it begins. @default nothing */
  readonly stored?: readonly StoredAnswer[];
  readonly steps: readonly ScenarioStep[];
}

/** What a response says where the origin gives none. */
export const NO_ANSWER = "no answer";

/** When scenarios begin that do not say when. */
export const BEGIN_MS: Instant = 1_767_225_600_000;
