import { type Mutant, mutantsOf } from "../mutant.ts";

const INTEGRATION = "tests/integration/src/";
const WRITES = ["own-writes", "changes-meanwhile", "vary", "invalidation", "unreadable-entries"];

/** The order of reads, flights and writes. */
export const ENGINE_MUTANTS: readonly Mutant[] = [
  ...mutantsOf(
    "engine/request/handle-request.ts",
    [
      ...["vary", "redirects", "invalidation", "events", "unreadable", "hits-and-misses"].map(
        (name) => INTEGRATION + name,
      ),
      "tests/conformance/test/variants",
    ],
    [
      ['if (!looked.complete && !(verdict.kind === "use" && verdict.reason === "fresh")) {', "if (false) {"],
      ["looked.entries.length > 1 || ", ""],
      ["if (count === undefined) return UNKNOWN;", ""],
      ["if (request.signal?.aborted) throw request.signal.reason;", ""],
    ],
  ),
  ...mutantsOf(
    "engine/request/ask-together.ts",
    [
      "tests/conformance/test/collapsing",
      ...["flights", "flight-ends", "timeouts", "stale-if-error"].map((name) => INTEGRATION + name),
    ],
    [
      ['|| asked.reason === "request-no-cache" ||', "||"],
      ["if (hasOwnConditions(request) || settings.forceRefresh) return false;", ""],
      ["return range === undefined ? variant : ", "return range !== undefined ? variant : "],
      ['case "not-storable":\n      return "alone";', 'case "not-storable":\n      return undefined;'],
      ["if (!timeout.aborted || error !== timeout.reason) throw error;", "throw error;"],
    ],
  ),
  ...mutantsOf(
    "engine/request/refresh-later.ts",
    ["silent-refresh", "stale-while-revalidate"].map((name) => INTEGRATION + name),
    [
      ["headers, signal: undefined, timeout: undefined", "headers"],
      ["engine.memory.refreshFailed(requestKey, isSilent ? begunMs : engine.elapsedMs());", ""],
      ["withoutFields(request.headers, CONDITION_FIELDS)", "request.headers"],
      ["|| !engine.memory.mayRefresh(requestKey, engine.elapsedMs())", ""],
    ],
  ),
  ...mutantsOf(
    "engine/origin/store-entry.ts",
    [
      ...WRITES.map((name) => INTEGRATION + name),
      `${INTEGRATION}request-settings`,
      `${INTEGRATION}large-bodies`,
      `${INTEGRATION}events`,
      `${INTEGRATION}changes-meanwhile`,
    ],
    [
      ['if (settings.readOnly) return "read-only";', ""],
      ['if (isLate) return "overtaken";', ""],
      ['return looked.failed ? "backend-failed" : undefined;', "return undefined;"],
      ["if (known !== undefined) return { revision: known.revision };", ""],
      ["engine.memory.rememberVary(requestKey, kept.vary);", ""],
      ['return length > maxBodyBytes ? "too-large" : undefined;', "return undefined;"],
      ['entry.vary.join(",") !== names ||', ""],
    ],
  ),
  ...mutantsOf(
    "engine/origin/confirm.ts",
    ["revalidation", "refiled-bodies", "large-bodies", "changes-meanwhile"].map((name) => INTEGRATION + name),
    [
      [
        "if (isMoved && ref !== undefined) return begun(exchange, moveLarge(exchange, confirmed, entry, ref));",
        "",
      ],
      ["engine.storage.put(entry, { revision: confirmed.revision })", "engine.storage.put(entry, undefined)"],
    ],
  ),
  ...mutantsOf(
    "engine/origin/ask-origin.ts",
    ["revalidation", "retry-after", "odd-origins", "redirects"].map((name) => INTEGRATION + name),
    [
      ['if (verdict.kind === "repeat" && round > 0) return passOn', "if (false) return passOn"],
      ["engine.memory.defer(requestKey, retryAfterMs(response, receivedAtMs), engine.elapsedMs());", ""],
    ],
  ),
  ...mutantsOf(
    "engine/memory/key-memory.ts",
    ["engine/memory/key-memory", `${INTEGRATION}flights`],
    [
      ["if (names.length > 0 || vary.get(key) !== undefined) vary.set", "if (names.length > 0) vary.set"],
      ["(pauses.get(keyText(at))?.pauseMs ?? FIRST_PAUSE_MS / 2) * 2", "FIRST_PAUSE_MS"],
    ],
  ),
  ...mutantsOf(
    "engine/bodies/verified-chunks.ts",
    ["engine/bodies/stored-body", `${INTEGRATION}large-bodies`, `${INTEGRATION}continued-bodies`],
    [
      ["if (this.#sum !== sumOfPiece(this.#ref, this.#piece))", "if (false)"],
      [
        "if (result.done) throw this.#damage",
        "if (result.done) return this.return(); if (!result) throw this.#damage",
      ],
      ["given.length > this.#end - this.#at ? given.subarray(0, this.#end - this.#at) : given", "given"],
      ["this.#onDamage();\n", "\n"],
    ],
  ),
  ...mutantsOf(
    "engine/store/circuit-breaker.ts",
    ["engine/store/guard-backend", `${INTEGRATION}backend-failures`],
    [
      ["if (failures < options.failures) return false;", ""],
      ["succeeded() {\n      failures = 0;", "succeeded() {"],
    ],
  ),
  ...mutantsOf(
    "engine/store/storage.ts",
    ["unreadable-entries", "own-writes", "changes-meanwhile", "invalidation", "faults"].map(
      (name) => INTEGRATION + name,
    ),
    [
      ['if (record.serializerId !== serializer.id) return unreadable("foreign");', ""],
      ["this.#told.set(revision, true);", ""],
      ['if (fault === "corrupt") this.discard', 'if (fault !== "corrupt") this.discard'],
    ],
  ),
];
