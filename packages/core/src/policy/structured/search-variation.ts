import type { Entry } from "../../entry/entry.ts";
import { fieldLines } from "../../http/fields/fields.ts";
import { type Member, parseDictionary } from "../../http/fields/structured-field.ts";
import type { HeaderList } from "../../http/messages.ts";
import { parameters, sortedByName } from "../../key/ignored-parameters.ts";

/** Which query parameters an answer does not vary on, as its `No-Vary-Search` field says (draft-ietf-httpbis-no-vary-search-05). */
export interface SearchVariation {
  /** Their order means nothing. */
  readonly keyOrder: boolean;
  /** These mean nothing; `except`: all but these. */
  readonly ignored: { readonly only: ReadonlySet<string> } | { readonly except: ReadonlySet<string> };
}

const NONE: ReadonlySet<string> = new Set();

/** What the field says; undefined where it is absent, in any doubt, or says what holds anyway: every query is its own. */
export function searchVariation(headers: HeaderList): SearchVariation | undefined {
  const lines = fieldLines(headers, "no-vary-search");
  const dictionary = lines.length === 0 ? undefined : parseDictionary(lines);
  if (dictionary === undefined) return undefined;
  const [order, params, except] = [
    dictionary.get("key-order"),
    dictionary.get("params"),
    dictionary.get("except"),
  ];
  const keyOrder = order === undefined ? false : booleanOf(order);
  const [only, others] = [params && namesOf(params), except && namesOf(except)];
  const isDoubtful =
    keyOrder === undefined ||
    only === null ||
    others === null ||
    (only !== undefined && others !== undefined);
  if (isDoubtful) return undefined;
  if (others !== undefined) return { keyOrder, ignored: { except: others } };
  return keyOrder || only !== undefined ? { keyOrder, ignored: { only: only ?? NONE } } : undefined;
}

/** A target without what the answers under its path do not vary on. */
export function withoutIgnoredSearch(target: string, { keyOrder, ignored }: SearchVariation): string {
  const question = target.indexOf("?");
  if (question < 0) return target;
  const kept = parameters(target.slice(question + 1)).filter(
    ({ text, name }) =>
      text !== "" && ("only" in ignored ? !ignored.only.has(name) : ignored.except.has(name)),
  );
  const ordered = keyOrder ? sortedByName(kept) : kept;
  // `a` and `a=` are the same pair to a form, and so to this field.
  const query = ordered.map(({ text }) => (text.includes("=") ? text : `${text}=`)).join("&");
  return query === "" ? target.slice(0, question) : `${target.slice(0, question)}?${query}`;
}

/** Whether an answer that is kept under a reduced target holds for a URL, by its own field and no other's. */
export function isMeantBy({ address, response }: Entry, exactTarget: string): boolean {
  const variation = searchVariation(response.headers);
  return variation !== undefined && withoutIgnoredSearch(exactTarget, variation) === address.target;
}

function booleanOf(member: Member): boolean | undefined {
  return member.kind === "item" && member.bare.type === "boolean" && typeof member.bare.value === "boolean"
    ? member.bare.value
    : undefined;
}

/** null: not a list of strings. */
function namesOf(member: Member): ReadonlySet<string> | null {
  if (member.kind !== "inner-list") return null;
  const names = member.items.map(({ bare }) =>
    bare.type === "string" && typeof bare.value === "string" ? bare.value : undefined,
  );
  return names.includes(undefined) ? null : new Set(names.filter((name) => name !== undefined));
}
