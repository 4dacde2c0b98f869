import { RcacheError } from "../../errors/rcache-error.ts";
import { DO_NOT_CACHE } from "../duration.ts";
import type { CacheOptions, RequestOptions } from "../settings.ts";

/** What a session, a rule or a request may say. */
type Given = Partial<Omit<CacheOptions, "backend">> & RequestOptions;

/** An option that does nothing unless another says something. */
interface Need {
  readonly option: keyof Given;
  isUsed(given: Given): boolean;
  readonly needs: string;
  isMet(given: Given): boolean;
}

/** Two options of which only one can be followed. */
interface Fight {
  readonly options: readonly [keyof Given, keyof Given];
  isOn(given: Given): boolean;
  readonly because: string;
}

const NEEDS: readonly Need[] = [
  {
    option: "shared",
    isUsed: ({ shared }) => shared === true,
    needs: "cacheControl: true",
    isMet: ({ cacheControl }) => cacheControl === true,
  },
  {
    option: "targetedFields",
    isUsed: ({ targetedFields = [] }) => targetedFields.length > 0,
    needs: "shared: true",
    isMet: ({ shared }) => shared === true,
  },
  {
    option: "noVarySearch",
    isUsed: ({ noVarySearch }) => noVarySearch === true,
    needs: "cacheControl: true",
    isMet: ({ cacheControl }) => cacheControl === true,
  },
  {
    option: "contentRootKey",
    isUsed: ({ contentRootKey }) => contentRootKey !== undefined,
    needs: "ignoredParameters",
    isMet: ({ ignoredParameters = [] }) => ignoredParameters.length > 0,
  },
];

const FIGHTS: readonly Fight[] = [
  {
    options: ["onlyIfCached", "forceRefresh"],
    isOn: ({ onlyIfCached, forceRefresh }) => onlyIfCached === true && forceRefresh === true,
    because: "one never asks the origin, the other always does",
  },
  {
    options: ["onlyIfCached", "disabled"],
    isOn: ({ onlyIfCached, disabled }) => onlyIfCached === true && disabled === true,
    because: "one uses nothing but the cache, the other does not use it",
  },
  {
    options: ["onlyIfCached", "expireAfter"],
    isOn: ({ onlyIfCached, expireAfter }) => onlyIfCached === true && expireAfter === DO_NOT_CACHE,
    because: "one uses nothing but the cache, 'do-not-cache' does not use it",
  },
  {
    options: ["singleFlight", "flightWaitMs"],
    isOn: ({ singleFlight, flightWaitMs }) => singleFlight === false && flightWaitMs !== undefined,
    because: "without flights nobody waits for one",
  },
];

/**
 * Checks what options mean together, each of which is right by itself. A need may be met by the session or by any of its rules; options fight
 * where they stand beside each other: what is narrower overrules what is not.
 *
 * @throws RcacheError `RCACHE_INVALID_OPTION`
 */
export function checkTogether(options: Given): void {
  const layers: readonly Given[] = [options, ...(options.rules ?? [])];
  for (const { option, isUsed, needs, isMet } of NEEDS) {
    if (layers.some(isUsed) && !layers.some(isMet))
      throw conflict(`${option}: has no effect without ${needs}`, `Add ${needs}, or leave ${option} out.`);
  }
  for (const layer of layers) checkFights(layer);
}

/**
 * Checks what one request says: what it needs may be the session's.
 *
 * @throws RcacheError `RCACHE_INVALID_OPTION`
 */
export function checkFights(given: Given): void {
  const fight = FIGHTS.find(({ isOn }) => isOn(given));
  if (fight === undefined) return;
  const [one, other] = fight.options;
  throw conflict(`${one} and ${other} cannot both hold: ${fight.because}`, `Leave ${one} or ${other} out.`);
}

function conflict(message: string, remedy: string): RcacheError {
  return new RcacheError("RCACHE_INVALID_OPTION", message, { remedy });
}
