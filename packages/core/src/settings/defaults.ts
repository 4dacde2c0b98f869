/** What holds where no setting says otherwise; the documentation's `@default`s are compared with it. */
export const DEFAULTS: {
  readonly cacheName: string;
  readonly allowableCodes: readonly number[];
  readonly allowableMethods: readonly string[];
  readonly keepExpired: "7d";
  readonly earlyRefreshWindow: "30s";
  readonly backendDeadlineMs: number;
  readonly circuitBreaker: { readonly failures: number; readonly pauseMs: number };
  readonly flightWaitMs: number;
  readonly inlineBytes: number;
  readonly quickAbortBytes: number;
  readonly quickAbortMs: number;
  readonly readAheadBytes: number;
  readonly totalReadAheadBytes: number;
} = /* @__PURE__ */ Object.freeze({
  cacheName: "http_cache",
  allowableCodes: /* @__PURE__ */ Object.freeze([200]),
  allowableMethods: /* @__PURE__ */ Object.freeze(["GET", "HEAD"]),
  keepExpired: "7d",
  earlyRefreshWindow: "30s",
  backendDeadlineMs: 1_000,
  circuitBreaker: /* @__PURE__ */ Object.freeze({ failures: 5, pauseMs: 10_000 }),
  flightWaitMs: 10_000,
  inlineBytes: 65_536,
  quickAbortBytes: 16_384,
  quickAbortMs: 200,
  readAheadBytes: 8_388_608,
  totalReadAheadBytes: 67_108_864,
});
