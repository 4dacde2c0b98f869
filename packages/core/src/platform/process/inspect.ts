/** The name under which Node's `util.inspect`, and so `console.log`, asks an object how it wants to be shown. */
export const INSPECT: unique symbol = Symbol.for("nodejs.util.inspect.custom") as never; // the cast: `Symbol.for` cannot be typed unique
