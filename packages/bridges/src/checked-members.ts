import { invalidOption } from "@rcache/core/backend";

/** @throws RcacheError `RCACHE_INVALID_OPTION` if a function is missing */
export function checkedMembers(option: string, given: unknown, names: readonly string[]): void {
  const isObject = (typeof given === "object" || typeof given === "function") && given !== null;
  const missing = names.filter((name) => !isObject || typeof Reflect.get(given, name) !== "function");
  if (missing.length > 0)
    throw invalidOption(option, given, `an object with the functions ${names.join(", ")}`);
}
