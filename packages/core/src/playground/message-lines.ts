import type { HeaderList } from "../http/messages.ts";

/** A message as a step of a scenario has it, without a body. */
export function messageLines(first: string, fields: HeaderList): string {
  return [first, ...fields.map(([name, value]) => `${name}: ${value}`)].join("\n");
}
