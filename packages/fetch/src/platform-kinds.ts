/** Whether an object is of the kind of that name, of whatever realm or library: a test runner's realm and a ponyfill have classes of their own. */
export function isA(object: unknown, name: string): boolean {
  return Object.prototype.toString.call(object) === `[object ${name}]`;
}
