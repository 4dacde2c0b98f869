import type { CacheSettings } from "../settings.ts";
import { compileRules, type UrlRule } from "../url-rules/url-rules.ts";
import { checkSettings, SESSION_NAMES } from "./check-settings.ts";

/** A session's settings, which the user may change at any time. */
export interface LiveSettings {
  /** Assigning checks the value at once; lists are copied, so that a later change of the caller's list has no effect. */
  readonly settings: CacheSettings;
  /** Grows with each change. */
  version(): number;
  /** The rules of today's settings. */
  rules(): readonly UrlRule[];
}

/** @throws RcacheError where an option is unknown or has a wrong value */
export function liveSettings(initial: CacheSettings): LiveSettings {
  checkSettings(initial);
  let version = 0;
  let compiled = { version: -1, rules: compileRules({}) };
  // The cast: a record by name is what the accessors below read and write.
  const values = Object.fromEntries(SESSION_NAMES.map((name) => [name, ownCopy(initial[name])])) as Record<
    string,
    unknown
  >;
  const settings: CacheSettings = {};
  for (const name of SESSION_NAMES) {
    Object.defineProperty(settings, name, {
      enumerable: true,
      get: () => values[name],
      set: (value: unknown) => {
        checkSettings({ [name]: value });
        values[name] = ownCopy(value);
        version += 1;
      },
    });
  }
  Object.preventExtensions(settings);
  return {
    settings,
    version: () => version,
    rules: () => {
      if (compiled.version !== version) compiled = { version, rules: compileRules(settings) };
      return compiled.rules;
    },
  };
}

function ownCopy(value: unknown): unknown {
  return Array.isArray(value) ? Object.freeze([...value]) : value;
}
