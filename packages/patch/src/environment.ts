import { createRequire } from "node:module";
import { resolve } from "node:path";
import { type Duration, invalidOption, RcacheError } from "@rcache/core";
import type { InstallOptions } from "./install-options.ts";

/** How a variable's text becomes an option's value. */
type Reader = (name: string, text: string) => unknown;

interface Variable {
  /** Where its value goes; a dot leads into `hosts`. */
  readonly option: string;
  readonly read: Reader;
}

/** Every variable there is. */
const VARIABLES: Readonly<Record<string, Variable>> = {
  RCACHE_URL: { option: "backend", read: asText },
  RCACHE_CACHE_NAME: { option: "cacheName", read: asText },
  RCACHE_EXPIRE_AFTER: { option: "expireAfter", read: asExpiration },
  RCACHE_CACHE_CONTROL: { option: "cacheControl", read: asFlag },
  RCACHE_STALE_IF_ERROR: { option: "staleIfError", read: asFlagOrDuration },
  RCACHE_STALE_WHILE_REVALIDATE: { option: "staleWhileRevalidate", read: asFlagOrDuration },
  RCACHE_ALLOWABLE_METHODS: { option: "allowableMethods", read: asMethods },
  RCACHE_ALLOWABLE_CODES: { option: "allowableCodes", read: asNumbers },
  RCACHE_IGNORED_PARAMETERS: { option: "ignoredParameters", read: asList },
  RCACHE_MATCH_HEADERS: { option: "matchHeaders", read: asFlagOrList },
  RCACHE_ALWAYS_REVALIDATE: { option: "alwaysRevalidate", read: asFlag },
  RCACHE_ONLY_IF_CACHED: { option: "onlyIfCached", read: asFlag },
  RCACHE_READ_ONLY: { option: "readOnly", read: asFlag },
  RCACHE_DISABLED: { option: "disabled", read: asFlag },
  RCACHE_HOSTS: { option: "hosts.only", read: asList },
  RCACHE_HOSTS_EXCEPT: { option: "hosts.except", read: asList },
  RCACHE_METHODS: { option: "methods", read: asMethods },
};
const CONFIG = "RCACHE_CONFIG";
/** Of the project's own tests: not ours to name as unknown. */
const OTHERS = /^RCACHE_(?:TEST_|REQUIRE_ALL$)/;
const FLAGS: Readonly<Record<string, boolean>> = {
  true: true,
  "1": true,
  yes: true,
  false: false,
  "0": false,
  no: false,
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Options from variables of the environment: those of the module that `RCACHE_CONFIG` names, under those that variables name. */
export interface EnvironmentOptions {
  readonly options: InstallOptions;
  /** One for each variable that begins as ours do and is none. */
  readonly unknown: readonly RcacheError[];
}

/**
 * Reads the environment. An empty variable is not there.
 *
 * @throws RcacheError `RCACHE_INVALID_OPTION` for a value that cannot be read, and for a module that has no options
 */
export function environmentOptions(environment: Environment): EnvironmentOptions {
  const options: Record<string, unknown> = { ...configOptions(environment[CONFIG]) };
  const hosts: Record<string, unknown> = { ...(options["hosts"] as object | undefined) }; // the cast: what a module gives is checked later
  const unknown: RcacheError[] = [];
  for (const [name, text] of Object.entries(environment)) {
    if (!name.startsWith("RCACHE_") || name === CONFIG || OTHERS.test(name)) continue;
    const variable = Object.hasOwn(VARIABLES, name) ? VARIABLES[name] : undefined;
    if (variable === undefined) unknown.push(unknownVariable(name));
    else if (text !== undefined && text !== "") {
      const { option, read } = variable;
      if (option.startsWith("hosts.")) hosts[option.slice(6)] = read(name, text);
      else options[option] = read(name, text);
    }
  }
  if (Object.keys(hosts).length > 0) options["hosts"] = hosts;
  // The cast: installCache checks every option by name and value.
  return { options: options as InstallOptions, unknown };
}

function configOptions(path: string | undefined): object {
  if (path === undefined || path === "") return {};
  const file = resolve(path);
  let loaded: unknown;
  try {
    loaded = createRequire(import.meta.url)(file);
  } catch (cause) {
    throw new RcacheError("RCACHE_INVALID_OPTION", `${CONFIG}: ${file} cannot be loaded`, {
      remedy:
        "Name a module, or a JSON file, whose default export has the options of installCache. It must not await at its top level.",
      cause,
    });
  }
  const options: unknown =
    typeof loaded === "object" && loaded !== null && "default" in loaded ? loaded.default : loaded;
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw invalidOption(
      CONFIG,
      options,
      "a module whose default export is an object with options of installCache",
    );
  return options;
}

function unknownVariable(name: string): RcacheError {
  const known = [...Object.keys(VARIABLES), CONFIG];
  return new RcacheError("RCACHE_UNKNOWN_OPTION", `there is no variable ${name}`, {
    remedy: `Variables are: ${known.sort().join(", ")}.`,
    unknown: { name, known },
  });
}

function asText(_name: string, text: string): string {
  return text;
}

function asFlag(name: string, text: string): boolean {
  const flag = FLAGS[text.toLowerCase()];
  if (flag === undefined) throw invalidOption(name, text, "true or false");
  return flag;
}

/** Seconds, a duration, `never`, or a date. */
function asExpiration(_name: string, text: string): unknown {
  if (text === "never") return -1;
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return Number(text);
  return /^\d{4}-\d\d-\d\d/.test(text) ? new Date(text) : text;
}

function asFlagOrDuration(_name: string, text: string): boolean | Duration {
  // The cast: what it cannot be, the cache refuses by the option's name.
  return FLAGS[text.toLowerCase()] ?? (/^\d+$/.test(text) ? Number(text) : (text as Duration));
}

function asFlagOrList(name: string, text: string): boolean | readonly string[] {
  return FLAGS[text.toLowerCase()] ?? asList(name, text);
}

function asList(_name: string, text: string): readonly string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function asMethods(name: string, text: string): readonly string[] {
  return asList(name, text).map((method) => method.toUpperCase());
}

function asNumbers(name: string, text: string): readonly number[] {
  return asList(name, text).map((part) => {
    if (!/^\d+$/.test(part)) throw invalidOption(name, text, "a list of numbers such as 200,404");
    return Number(part);
  });
}
