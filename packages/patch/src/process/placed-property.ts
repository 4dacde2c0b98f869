import type { PlacedHook } from "./process-state.ts";

/**
 * Puts a function in place of a property, so that it can be taken away exactly.
 *
 * @returns undefined where the object does not take it
 */
export function placeProperty(
  target: object,
  key: PropertyKey,
  value: unknown,
  shape: Pick<PropertyDescriptor, "enumerable"> = {},
): PlacedHook | undefined {
  const before = Object.getOwnPropertyDescriptor(target, key);
  const enumerable = shape.enumerable ?? before?.enumerable ?? false;
  const placed = { value, writable: true, configurable: true, enumerable };
  if (!Reflect.defineProperty(target, key, placed) || Reflect.get(target, key) !== value) {
    putBack(target, key, before);
    return undefined;
  }
  const stands = (): boolean => Object.getOwnPropertyDescriptor(target, key)?.value === value;
  return {
    stands,
    remove() {
      if (stands()) putBack(target, key, before);
    },
  };
}

function putBack(target: object, key: PropertyKey, before: PropertyDescriptor | undefined): void {
  if (before === undefined) Reflect.deleteProperty(target, key);
  else Reflect.defineProperty(target, key, before);
}
