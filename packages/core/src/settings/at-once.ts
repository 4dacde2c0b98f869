/**
 * What a function of the user returned, where it is the answer and not a promise of it: policy does not wait, and a promise would count as true.
 *
 * @throws TypeError for a promise; what it rejects with is heard, so that it ends no process
 */
export function atOnce<T>(name: string, value: T): T {
  if (typeof value !== "object" || value === null || !("then" in value)) return value;
  const { then } = value;
  if (typeof then !== "function") return value;
  then.call(value, undefined, () => undefined);
  throw new TypeError(`${name} returned a promise instead of its answer`);
}

/** Whether a function is known to return a promise whatever it does. */
export function isAsyncFunction(value: unknown): boolean {
  return /^\[object Async/.test(Object.prototype.toString.call(value));
}
