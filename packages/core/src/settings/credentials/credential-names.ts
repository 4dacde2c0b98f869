import {
  DESCRIPTIONS,
  ENDINGS_OF_TWO,
  HARMLESS_NAMES,
  KEY_HOLDERS,
  KEYS_OF_DATA,
  NAMES_OF_WHO,
  SECRET_ALONE,
  SECRET_ENDINGS,
  SECRET_WORDS,
  SERVICE_NAMES,
  TOKENS_OF_DATA,
  WHO_ASKS,
} from "./credential-words.ts";

const REMEMBERED = 4_096;
const CASE_CHANGE = /(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g;
const FORGERY_GUARD = /^(?:csrf|xsrf)/;

/** Whether a parameter of that name carries a credential, by its look: of a query, a path segment, a form, a fragment. */
export const isCredentialParameter: (name: string) => boolean = remembered((name) =>
  isSecret(wordsOf(name.replace(CASE_CHANGE, " "))),
);

/** Whether a response's field of that name carries a credential, by its look. Case does not matter. */
export const isCredentialField: (name: string) => boolean = remembered((name) => isSecret(wordsOf(name)));

/** Whether a request's field of that name says as whom is asked: it carries a credential, or names a user or tenant. */
export const separatesUsers: (name: string) => boolean = remembered((name) => {
  const words = wordsOf(name);
  return isSecret(words) || namesWho(words);
});

/** Decided once for a name: names come back with every request. */
/* @__NO_SIDE_EFFECTS__ */
export function remembered(rule: (name: string) => boolean): (name: string) => boolean {
  let known = new Map<string, boolean>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    if (known.size >= REMEMBERED) known = new Map();
    const decided = rule(name);
    known.set(name, decided);
    return decided;
  };
}

/** In lower case, without numbers at their ends (`key2`, `oauth2`) and the `X-` of old. */
function wordsOf(name: string): readonly string[] {
  const words = name
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .map((word) => word.replace(/(?<=[a-z])\d+$/, ""))
    .filter((word) => word !== "");
  return words.length > 1 && (words[0] === "x" || words[0] === "http") ? words.slice(1) : words;
}

function isSecret(words: readonly string[]): boolean {
  const last = words.at(-1) ?? "";
  const joined = words.join("");
  if (HARMLESS_NAMES.has(joined) || words.some((word) => FORGERY_GUARD.test(word))) return false;
  if (SERVICE_NAMES.has(joined) || ENDINGS_OF_TWO.has(words.slice(-2).join(""))) return true;
  if (words.length === 1 && SECRET_ALONE.has(last)) return true;
  if (words.length > 1 && DESCRIPTIONS.has(last)) return false;
  return words.some(isSecretWord) || endsInSecret(words);
}

function isSecretWord(word: string): boolean {
  return SECRET_WORDS.has(word) || SECRET_ENDINGS.some((ending) => word.endsWith(ending));
}

/** A key, token or signature that is no key or token of data. */
function endsInSecret(words: readonly string[]): boolean {
  const [before = "", last = ""] = words.length === 1 ? ["", ...words] : words.slice(-2);
  if (last === "key") return !KEYS_OF_DATA.has(before);
  if (last === "token") return !TOKENS_OF_DATA.has(before);
  if (last === "sign") return isHolder(before);
  // In one word, a key is more often none: `monkey`, `hotkey`.
  if (last.endsWith("key")) return isHolder(last.slice(0, -"key".length));
  if (last.endsWith("token")) return !TOKENS_OF_DATA.has(last.slice(0, -"token".length));
  return last === "id" && before === "key" && isHolder(words.at(-3) ?? "");
}

function isHolder(word: string): boolean {
  return KEY_HOLDERS.has(word) || word.endsWith("api");
}

function namesWho(words: readonly string[]): boolean {
  const [before = "", last = ""] = words.length === 1 ? ["", ...words] : words.slice(-2);
  if (HARMLESS_NAMES.has(words.join(""))) return false;
  return WHO_ASKS.has(last) || (NAMES_OF_WHO.has(last) && WHO_ASKS.has(before));
}
