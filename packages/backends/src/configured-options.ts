import type { OpenCacheOptions } from "./cache-over.ts";

/** A value as a configuration file gives it: where a type names certain texts, any text. */
type Written<T> = T extends string
  ? string
  : T extends (...given: never[]) => unknown
    ? T
    : T extends readonly (infer Each)[]
      ? readonly Written<Each>[]
      : T extends object
        ? { readonly [Name in keyof T]: Written<T[Name]> }
        : T;

/** The options of a cache as a configuration file, the environment or a command line gives them: `backend` and durations are any text. */
export type ConfiguredOptions = {
  readonly [Option in keyof OpenCacheOptions]: OpenCacheOptions[Option] | Written<OpenCacheOptions[Option]>;
};

/**
 * Takes options whose texts the compiler does not know, such as those of a configuration file, for the options of a cache. Nothing is checked
 * here: whatever takes them, such as `createCachedFetch`, checks each of them, and throws an `RcacheError` that names the wrong one.
 */
export function configuredOptions(options: ConfiguredOptions): OpenCacheOptions {
  // The cast: what the compiler cannot know is checked at run time.
  return options as OpenCacheOptions;
}
