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
  return query.split("&").map((text) => {
    const equals = text.indexOf("=");
    return { text, name: decoded(equals < 0 ? text : text.slice(0, equals)) };
  });
}

/** Without empty pairs and in order of their names; those of one name keep theirs, because it may mean something (requests-cache KEY-04). */
export function normalParameters(list: readonly Parameter[]): readonly Parameter[] {
  return sortedByName(list.filter(({ text }) => text !== ""));
}

/** The parameters whose lower-cased names are not in any of the sets. */
export function withoutNames(
  list: readonly Parameter[],
  ...sets: readonly ReadonlySet<string>[]
): readonly Parameter[] {
  return list.filter(({ name }) => !sets.some((set) => set.has(name.toLowerCase())));
}

/** The same query with the values of the named parameters replaced by {@link REDACTED} (requests-cache KEY-13). */
export function redactedQuery(query: string, ...sets: readonly ReadonlySet<string>[]): string {
  return parameters(query)
    .map(({ text, name }) => {
      const equals = text.indexOf("=");
      const secret = equals >= 0 && sets.some((set) => set.has(name.toLowerCase()));
      return secret ? `${text.slice(0, equals)}=${REDACTED}` : text;
    })
    .join("&");
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
