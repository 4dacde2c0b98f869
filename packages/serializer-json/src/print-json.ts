import type { JsonValue } from "@rcache/core/backend";

const INDENT = "  ";

/** JSON as a person writes it: two spaces, and lists of scalars on one line, so that a header stays one. */
export function printJson(value: JsonValue, indent = ""): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = indent + INDENT;
  if (isList(value)) {
    if (value.every(isScalar)) return `[${value.map((member) => JSON.stringify(member)).join(", ")}]`;
    return `[\n${value.map((member) => inner + printJson(member, inner)).join(",\n")}\n${indent}]`;
  }
  const members = Object.entries(value);
  if (members.length === 0) return "{}";
  const lines = members.map(
    ([name, member]) => `${inner}${JSON.stringify(name)}: ${printJson(member, inner)}`,
  );
  return `{\n${lines.join(",\n")}\n${indent}}`;
}

/** `Array.isArray`, for lists that are not to be changed. */
export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function isScalar(value: JsonValue): boolean {
  return typeof value !== "object" || value === null;
}
