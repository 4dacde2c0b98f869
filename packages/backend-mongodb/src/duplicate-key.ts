/** MongoDB's code of "there is one of this `_id` already". */
const DUPLICATE_KEY = 11_000;

export function isDuplicate(error: unknown): boolean {
  return typeof error === "object" && error !== null && Reflect.get(error, "code") === DUPLICATE_KEY;
}
