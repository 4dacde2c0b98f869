import { checkBackend, withSerializer } from "../../backends/with-serializer.ts";
import { RcacheError } from "../../errors/rcache-error.ts";
import { isToken } from "../../http/fields/fields.ts";
import { type Check, checkEach, expects } from "../../settings/check-options.ts";
import { DEFAULTS } from "../../settings/defaults.ts";
import {
  aFunction,
  anyText,
  boolean,
  byteCount,
  isCount,
  SESSION_NAMES,
} from "../../settings/effective/check-settings.ts";
import type { CacheOptions, CacheSettings } from "../../settings/settings.ts";
import type { EngineLimits } from "./engine.ts";

const milliseconds = expects("a number of milliseconds, 0 or more", isCount);
const anyValue: Check = () => undefined;

const OPTION_CHECKS: Readonly<Record<Exclude<keyof CacheOptions, keyof CacheSettings>, Check>> = {
  backend: (value) => {
    if (typeof value !== "function") checkBackend(value);
  },
  cacheName: anyText,
  serializer: expects("a serializer", (value) => hasMethod(value, "encode")),
  shared: boolean,
  targetedFields: expects(
    "a list of field names",
    (value) => Array.isArray(value) && value.every((name) => typeof name === "string" && isToken(name)),
  ),
  autoClose: boolean,
  onBackendError: expects("'bypass' or 'throw'", (value) => value === "bypass" || value === "throw"),
  backendDeadlineMs: milliseconds,
  circuitBreaker: expects("false or { failures, pauseMs }", isBreaker),
  singleFlight: expects(
    "true, false or 'across-processes'",
    (value) => typeof value === "boolean" || value === "across-processes",
  ),
  flightWaitMs: milliseconds,
  inlineBytes: byteCount,
  readAheadBytes: byteCount,
  quickAbortBytes: byteCount,
  quickAbortMs: milliseconds,
  totalReadAheadBytes: byteCount,
  cacheStatus: expects(
    "true, false or a name",
    (value) => typeof value === "boolean" || (typeof value === "string" && value !== ""),
  ),
  onEvent: aFunction,
  clock: expects("a clock with nowMs()", (value) => hasMethod(value, "nowMs")),
  oldDataOnError: boolean,
  includeGetHeaders: boolean,
};

/** A cache's options, sorted into what may change later and what may not. */
export interface SortedOptions {
  readonly settings: CacheSettings;
  /** Old names that were used, with the new ones (requests-cache SES-25). */
  readonly deprecated: readonly (readonly [old: string, name: string])[];
  readonly limits: EngineLimits;
}

/** @throws RcacheError for an unknown option, a wrong value, a backend or serializer that does not fit */
export function sortOptions(options: CacheOptions): SortedOptions {
  const settingChecks = Object.fromEntries(SESSION_NAMES.map((name) => [name, anyValue]));
  checkEach(options, { ...settingChecks, ...OPTION_CHECKS }, "");
  if (options.backend === undefined) {
    throw new RcacheError("RCACHE_INVALID_OPTION", "backend: none was given", {
      remedy: "Pass a backend, such as memoryBackend() of @rcache/backend-memory.",
    });
  }
  if (typeof options.backend !== "function") withSerializer(options.backend, options.serializer);
  // The cast: the names are those of settings, so what is picked is settings.
  const named = Object.fromEntries(
    SESSION_NAMES.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])),
  ) as CacheSettings;
  const { oldDataOnError, includeGetHeaders } = options;
  return {
    settings: {
      ...(oldDataOnError === undefined ? {} : { staleIfError: oldDataOnError }),
      ...(includeGetHeaders === undefined ? {} : { matchHeaders: includeGetHeaders }),
      ...named,
    },
    deprecated: [
      ...(oldDataOnError === undefined ? [] : [["oldDataOnError", "staleIfError"] as const]),
      ...(includeGetHeaders === undefined ? [] : [["includeGetHeaders", "matchHeaders"] as const]),
    ],
    limits: limitsOf(options),
  };
}

function limitsOf(options: CacheOptions): EngineLimits {
  const { cacheStatus } = options;
  return {
    singleFlight: options.singleFlight ?? true,
    flightWaitMs: options.flightWaitMs ?? DEFAULTS.flightWaitMs,
    quickAbort: {
      bytes: options.quickAbortBytes ?? DEFAULTS.quickAbortBytes,
      ms: options.quickAbortMs ?? DEFAULTS.quickAbortMs,
    },
    inlineBytes: options.inlineBytes,
    readAhead: {
      eachBytes: options.readAheadBytes ?? DEFAULTS.readAheadBytes,
      totalBytes: options.totalReadAheadBytes ?? DEFAULTS.totalReadAheadBytes,
    },
    backendDeadlineMs: options.backendDeadlineMs ?? DEFAULTS.backendDeadlineMs,
    cacheStatusName:
      typeof cacheStatus === "string" ? cacheStatus : cacheStatus === true ? "rcache" : undefined,
  };
}

function isBreaker(value: unknown): boolean {
  if (value === false) return true;
  return (
    isObject(value) &&
    isCount(Reflect.get(value, "failures")) &&
    Reflect.get(value, "failures") !== 0 &&
    isCount(Reflect.get(value, "pauseMs"))
  );
}

function hasMethod(value: unknown, name: string): boolean {
  return isObject(value) && typeof Reflect.get(value, name) === "function";
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
