/** Fails the test where the condition does not hold. */
export function check(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(what);
}

/** Fails the test where two values differ: numbers, texts, bytes (any view), lists and plain objects; a key that holds `undefined` counts as absent. */
export function checkEqual(actual: unknown, expected: unknown, what: string): void {
  const found = difference(actual, expected, "");
  if (found === undefined) return;
  const where = found.path === "" ? "" : ` at ${found.path.slice(1)}`;
  const error = new Error(`${what}: expected ${shown(found.expected)}, got ${shown(found.actual)}${where}`);
  // Runners that print a comparison look for these two.
  throw Object.assign(error, { actual, expected });
}

/** Fails the test where two lists of texts differ in more than their order. */
export function checkSameTexts(actual: readonly string[], expected: readonly string[], what: string): void {
  checkEqual(actual.toSorted(byCodeUnits), expected.toSorted(byCodeUnits), what);
}

/** The order of texts by their code units, the same in every locale. */
export function byCodeUnits(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Fails the test where nothing is thrown or rejected, and gives back what was. */
export async function checkRejects(run: () => unknown, what: string): Promise<unknown> {
  try {
    await run();
  } catch (error) {
    return error;
  }
  throw new Error(`${what}: expected a failure, got none`);
}

interface Difference {
  /** `""` for the values themselves, else `.name.0`. */
  readonly path: string;
  readonly actual: unknown;
  readonly expected: unknown;
}

/** The first place at which two values differ. */
function difference(actual: unknown, expected: unknown, path: string): Difference | undefined {
  if (actual === expected || (Number.isNaN(actual) && Number.isNaN(expected))) return undefined;
  const here = { path, actual, expected };
  if (actual instanceof Uint8Array && expected instanceof Uint8Array)
    return sameBytes(actual, expected) ? undefined : here;
  if (typeof actual !== "object" || typeof expected !== "object") return here;
  if (actual === null || expected === null) return here;
  if (actual instanceof Uint8Array || expected instanceof Uint8Array) return here;
  if (Array.isArray(actual) !== Array.isArray(expected)) return here;
  if (Array.isArray(actual) && Array.isArray(expected) && actual.length !== expected.length) return here;
  const left = new Map<string, unknown>(Object.entries(actual));
  const right = new Map<string, unknown>(Object.entries(expected));
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    const found = difference(left.get(key), right.get(key), `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether two views hold the same bytes. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

function shown(value: unknown): string {
  if (value instanceof Uint8Array) return `${value.length} bytes ${listed(value.subarray(0, 16))}`;
  if (typeof value === "string") return JSON.stringify(value.slice(0, 200));
  if (typeof value !== "object" || value === null) return String(value);
  const text = JSON.stringify(value, (_, inner: unknown) =>
    inner instanceof Uint8Array ? `${inner.length} bytes ${listed(inner.subarray(0, 16))}` : inner,
  );
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}

function listed(bytes: Uint8Array): string {
  return `[${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ")}]`;
}
