import type { JsonValue } from "@rcache/core/backend";

/** Deeper JSON stays a text: indenting it would multiply its length. */
const DEEPEST = 16;

/** A readable body whose text is JSON as that JSON, where writing it again gives the same text; any other as it is. */
export function withJson(body: JsonValue): JsonValue {
  const { text } = membersOf(body);
  const json = typeof text === "string" ? sameJson(text) : undefined;
  return json === undefined ? body : { json };
}

/** The readable body that {@link withJson} was given. */
export function withoutJson(body: JsonValue): JsonValue {
  const { json } = membersOf(body);
  return json === undefined ? body : { text: JSON.stringify(json) };
}

interface Members {
  readonly text: JsonValue | undefined;
  readonly json: JsonValue | undefined;
}

function membersOf(body: JsonValue): Members {
  const none = { text: undefined, json: undefined };
  return typeof body === "object" && body !== null ? { ...none, ...body } : none;
}

/** What a text is as JSON, where writing that again gives the text: no spaces, no other form of a number, no name twice. */
function sameJson(text: string): JsonValue | undefined {
  if (!/^[[{]/.test(text) || depthOf(text) > DEEPEST) return undefined;
  try {
    const json: JsonValue = JSON.parse(text);
    return JSON.stringify(json) === text ? json : undefined;
  } catch {
    return undefined;
  }
}

/** Brackets in texts count too: too deep only means that it is not indented. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at++) {
    const bracket = text.charCodeAt(at) | 0x20;
    // "[" and "{" differ in this one bit, and so do "]" and "}".
    if (bracket === 0x7b) depth += 1;
    else if (bracket === 0x7d) depth -= 1;
    if (depth > deepest) deepest = depth;
  }
  return deepest;
}
