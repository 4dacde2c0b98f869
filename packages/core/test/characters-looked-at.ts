/** What a call that goes over a text or list by itself looks at. */
type Cost = (self: unknown, result: unknown, args: readonly unknown[]) => number;

const lengthOf = (value: unknown): number =>
  typeof value === "string" || Array.isArray(value) ? value.length : 0;
const whole: Cost = (self) => lengthOf(self) + 1;
const upToResult: Cost = (self, result, [, from]) => {
  const start = typeof from === "number" ? from : 0;
  return (typeof result === "number" && result >= 0 ? result : lengthOf(self)) - start + 1;
};

const COUNTED: readonly (readonly [object, readonly string[], Cost])[] = [
  [String.prototype, ["charAt", "charCodeAt", "codePointAt"], () => 1],
  [String.prototype, ["indexOf"], upToResult],
  [String.prototype, ["includes", "split", "toLowerCase", "toUpperCase", "trim", "replaceAll"], whole],
  [Array.prototype, ["indexOf", "findIndex"], upToResult],
  [Array.prototype, ["find", "includes", "some", "every", "filter", "map", "join"], whole],
];

/**
 * How many characters and list members the work looks at: one by one, and within the calls that go over a text or a list by themselves.
 * An operation count, so no clock is asked. What a regular expression does within itself is not seen, only how far each match went.
 */
export function charactersLookedAt(work: () => unknown): number {
  let looks = 0;
  const restores = COUNTED.flatMap(([prototype, names, cost]) =>
    names.map((name) =>
      replaced(
        prototype,
        name,
        (original) =>
          function counted(this: unknown, ...args: unknown[]): unknown {
            const result: unknown = Reflect.apply(original, this, args);
            looks += cost(this, result, args);
            return result;
          },
      ),
    ),
  );
  restores.push(
    replaced(
      RegExp.prototype,
      "exec",
      (original) =>
        function counted(this: RegExp, text: string): unknown {
          const start = this.global || this.sticky ? this.lastIndex : 0;
          const found: unknown = Reflect.apply(original, this, [text]);
          const end = isMatch(found) ? found.index + (found[0] ?? "").length : text.length;
          looks += this.sticky ? 1 : end - start + 1;
          return found;
        },
    ),
  );
  try {
    work();
  } finally {
    for (const restore of restores.reverse()) restore();
  }
  return looks;
}

type Method = (...args: never[]) => unknown;

/** Puts another function in a method's place; what it gives back undoes that. */
function replaced(prototype: object, name: string, made: (original: Method) => Method): () => void {
  const before = Reflect.getOwnPropertyDescriptor(prototype, name);
  const original: unknown = before?.value;
  if (before === undefined || !isMethod(original)) throw new Error(`${name} is no method`);
  Object.defineProperty(prototype, name, { ...before, value: made(original) });
  return () => void Object.defineProperty(prototype, name, before);
}

function isMethod(value: unknown): value is Method {
  return typeof value === "function";
}

function isMatch(found: unknown): found is RegExpExecArray {
  return Array.isArray(found);
}
