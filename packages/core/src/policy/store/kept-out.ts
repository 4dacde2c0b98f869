import { fieldValue } from "../../http/fields/fields.ts";
import type { HttpResponse } from "../../http/messages.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";
import type { StoreVerdict, WriteResult } from "../verdict.ts";
import type { StructuredRules } from "./judge-store.ts";

/** Why an answer is not in the store: policy kept it out, or the store did not take it. */
export type KeptOutReason =
  | Extract<StoreVerdict, { kind: "keep-out" }>["reason"]
  | Extract<WriteResult, "too-large" | "incomplete" | "read-only" | "backend-failed">;

/** What is remembered of an answer that was not kept. */
export interface KeptOut {
  readonly reason: KeptOutReason;
  readonly status?: number;
  /** The field that speaks of the reason, as it stood in the answer. */
  readonly said?: string | undefined;
}

const LONGEST_SAID = 200;
const SPEAKS: { readonly [R in KeptOutReason]?: string } = { "vary-star": "vary", endless: "content-type" };

export function keptOut(
  { status, headers }: HttpResponse,
  reason: KeptOutReason,
  settings: ResolvedSettings,
  structured: StructuredRules | undefined,
): KeptOut {
  const governing = structured?.governingFields(headers, settings) ?? headers;
  const said = fieldValue(governing, SPEAKS[reason] ?? "cache-control");
  return { reason, status, said: said?.slice(0, LONGEST_SAID) };
}

/** Whether a write ended without the answer, for a reason that the next one may meet as well. */
export function isKeptOut(write: WriteResult): write is KeptOutReason & WriteResult {
  return (
    write === "too-large" || write === "incomplete" || write === "read-only" || write === "backend-failed"
  );
}
