import type { ResolvedSettings } from "../settings/effective/resolve.ts";

const SEGMENT_PARAMETER = /;([^;/]*)/g;

/** What stands where a value was left out. */
export const REDACTED = "REDACTED";

/** One `name=value` of a query or form, as it is written, and its name as it is meant. */
export interface Parameter {
  readonly text: string;
  readonly name: string;
}

/** The pairs of a query or form, in order; empty ones too, because joined again they must give the same text. */
export function parameters(query: string): readonly Parameter[] {
  if (query === "") return [];
  return query.split("&").map(parameterOf);
}

function parameterOf(text: string): Parameter {
  const equals = text.indexOf("=");
  return { text, name: decoded(equals < 0 ? text : text.slice(0, equals)) };
}

/** Without empty pairs and in order of their names; those of one name keep theirs, because it may mean something (requests-cache KEY-04). */
export function normalParameters(list: readonly Parameter[]): readonly Parameter[] {
  return sortedByName(list.filter(({ text }) => text !== ""));
}

/** Whether a parameter of that name is left out of something. */
export type ParameterNames = (name: string) => boolean;

/** The names of the parameters that are no part of a target: those that separate users, and ignored ones. */
export function namesLeftOut({
  partition,
  ignoredParameters,
}: Pick<ResolvedSettings, "partition" | "ignoredParameters">): ParameterNames {
  return (name) => partition.hasParameter(name) || ignoredParameters.has(name.toLowerCase());
}

/** The parameters of other names. */
export function withoutNames(list: readonly Parameter[], isLeftOut: ParameterNames): readonly Parameter[] {
  return list.filter(({ name }) => !isLeftOut(name));
}

/** The same query with the values of the named parameters replaced by {@link REDACTED} (requests-cache KEY-13). */
export function redactedQuery(query: string, isSecret: ParameterNames): string {
  return replacedInQuery(query, isSecret, () => REDACTED);
}

/** The same path with the values of the named parameters of its segments replaced by {@link REDACTED}. */
export function redactedPath(path: string, isSecret: ParameterNames): string {
  return replacedInPath(path, isSecret, () => REDACTED);
}

/** What a value is replaced by; null: its parameter is left out. */
type Replace = (value: string, name: string) => string | null;

/** The same query with the values of the named parameters replaced. */
export function replacedInQuery(query: string, isSecret: ParameterNames, replace: Replace): string {
  return parameters(query)
    .map((parameter) => replacedParameter(parameter, isSecret, replace))
    .filter((text) => text !== null)
    .join("&");
}

/** The same path with the values of the named parameters of its segments replaced (RFC 3986 §3.3: `/a;name=value`). */
export function replacedInPath(path: string, isSecret: ParameterNames, replace: Replace): string {
  if (!path.includes(";")) return path;
  return path.replace(SEGMENT_PARAMETER, (_whole, text: string) => {
    const replaced = replacedParameter(parameterOf(text), isSecret, replace);
    return replaced === null ? "" : `;${replaced}`;
  });
}

function replacedParameter(
  { text, name }: Parameter,
  isSecret: ParameterNames,
  replace: Replace,
): string | null {
  const equals = text.indexOf("=");
  if (equals < 0 || !isSecret(name)) return text;
  const replaced = replace(text.slice(equals + 1), name);
  return replaced === null ? null : `${text.slice(0, equals)}=${replaced}`;
}

/** The parameters of a path's segments, in order. */
export function pathParameters(path: string): readonly Parameter[] {
  if (!path.includes(";")) return [];
  return [...path.matchAll(SEGMENT_PARAMETER)].map(([, text = ""]) => parameterOf(text));
}

/** The path without the named parameters of its segments. */
export function pathWithout(path: string, isLeftOut: ParameterNames): string {
  if (!path.includes(";")) return path;
  return path.replace(SEGMENT_PARAMETER, (whole, text: string) =>
    isLeftOut(parameterOf(text).name) ? "" : whole,
  );
}

/** In order of their names; those of one name keep theirs, because it may mean something. */
export function sortedByName(list: readonly Parameter[]): readonly Parameter[] {
  return [...list].sort((a, b) => byCodeUnits(a.name, b.name));
}

/** The order of code units, which is the same in every locale. */
export function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function decoded(text: string): string {
  if (!text.includes("%") && !text.includes("+")) return text;
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    // Not percent-encoding: the name is meant as it stands.
    return text;
  }
}
