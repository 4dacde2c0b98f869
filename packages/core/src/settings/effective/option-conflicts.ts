import { RcacheError } from "../../errors/rcache-error.ts";
import { DO_NOT_CACHE } from "../duration.ts";
import type { CacheOptions, RequestOptions } from "../settings.ts";

/** What a session, a rule or a request may say. */
type Given = Partial<Omit<CacheOptions, "backend">> & RequestOptions;

/** An option that does nothing unless another is on, and how that is written. */
type Need = readonly [option: keyof Given, needed: keyof Given, written: string];

const NEEDS: readonly Need[] = [
  ["shared", "cacheControl", "cacheControl: true"],
  ["targetedFields", "shared", "shared: true"],
  ["noVarySearch", "cacheControl", "cacheControl: true"],
  ["contentRootKey", "ignoredParameters", "ignoredParameters"],
];

/** Any value, as long as there is one. */
const ANY = /* @__PURE__ */ Symbol("any");
type Value = boolean | string | typeof ANY;

/** Two options of which only one can be followed, where they have these values. */
type Fight = readonly [one: keyof Given, value: Value, other: keyof Given, value: Value, because: string];

const FIGHTS: readonly Fight[] = [
  ["onlyIfCached", true, "forceRefresh", true, "one never asks the origin, the other always does"],
  ["onlyIfCached", true, "disabled", true, "one uses nothing but the cache, the other does not use it"],
  [
    "onlyIfCached",
    true,
    "expireAfter",
    DO_NOT_CACHE,
    "one uses nothing but the cache, 'do-not-cache' does not use it",
  ],
  ["singleFlight", false, "flightWaitMs", ANY, "without flights nobody waits for one"],
];

/**
 * Checks what options mean together, each of which is right by itself. A need may be met by the session or by any of its rules; options fight
 * where they stand beside each other: what is narrower overrules what is not.
 *
 * @throws RcacheError `RCACHE_INVALID_OPTION`
 */
export function checkTogether(options: Given): void {
  const layers: readonly Given[] = [options, ...(options.rules ?? [])];
  for (const [option, needed, written] of NEEDS) {
    if (isOn(layers, option) && !isOn(layers, needed))
      throw conflict(
        `${option}: has no effect without ${written}`,
        `Add ${written}, or leave ${option} out.`,
      );
  }
  for (const layer of layers) checkFights(layer);
}

/**
 * Checks what one request says: what it needs may be the session's.
 *
 * @throws RcacheError `RCACHE_INVALID_OPTION`
 */
export function checkFights(given: Given): void {
  for (const [one, itsValue, other, otherValue, because] of FIGHTS) {
    if (has(given, one, itsValue) && has(given, other, otherValue))
      throw conflict(`${one} and ${other} cannot both hold: ${because}`, `Leave ${one} or ${other} out.`);
  }
}

/** Whether an option says anything: not that it is off, and not nothing in a list. */
function isOn(layers: readonly Given[], option: keyof Given): boolean {
  return layers.some(({ [option]: value }) => (Array.isArray(value) ? value.length > 0 : value));
}

function has(given: Given, option: keyof Given, value: Value): boolean {
  return value === ANY ? given[option] !== undefined : given[option] === value;
}

function conflict(message: string, remedy: string): RcacheError {
  return new RcacheError("RCACHE_INVALID_OPTION", message, { remedy });
}
