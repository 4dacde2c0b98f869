import type { Entry } from "../../entry/entry.ts";
import type { CacheDirectives } from "../../http/fields/cache-control.ts";
import type { HttpRequest, Instant } from "../../http/messages.ts";
import type { Digests } from "../../key/digests.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";
import type { KeptOut } from "../store/kept-out.ts";
import type { LookupVerdict, RequestVerdict } from "../verdict.ts";

/** What an explanation is made of. */
export interface ExplainQuestion {
  readonly verdict: Exclude<RequestVerdict, { kind: "look-up" }> | LookupVerdict;
  readonly request: HttpRequest;
  /** The request's own. */
  readonly directives: CacheDirectives;
  readonly settings: ResolvedSettings;
  readonly key: string;
  /** The stored answer that was looked at. */
  readonly entry: Entry | undefined;
  /** All that is stored for the key. */
  readonly entries: readonly Entry[];
  readonly nowMs: Instant;
  readonly digests: Digests;
  /** The origin has asked not to be asked before (Retry-After). */
  readonly deferredUntilMs?: Instant | undefined;
  /** What is known where nothing stored is of use. */
  readonly absence?: Absence;
}

/** What is known of the answers that are not there. */
export interface Absence {
  /** The backend did not answer. */
  readonly isUnknown: boolean;
  /** Why the last response was not stored, where that is remembered. */
  readonly keptOut: KeptOut | undefined;
  /** Answers to the same URL that stand elsewhere; undefined: nobody has counted them. */
  readonly others: OtherAnswers | undefined;
  /** A larger body was not kept: by which option, and at how many bytes. */
  readonly largest: { readonly option: "maxBodyBytes" | "inlineBytes"; readonly bytes: number };
}

/** What of a request makes its answers stand elsewhere than another's. */
export type SelectorPart = "method" | "mode" | "user" | "operation" | "body" | "headers";

export type OtherAnswers = ReadonlyMap<SelectorPart, number>;
