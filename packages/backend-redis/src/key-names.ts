import type { Lookup } from "@rcache/core/backend";

/** The keys that a look-up reads. */
export interface LookupKeys {
  /** The record's own, or of a variant that is not there. */
  readonly record: string;
  /** The variants of this selector that may be there: a text. */
  readonly variants: string;
  /** The target's epoch: a text. */
  readonly epoch: string;
}

/** The keys that one record is about, all of them in one slot of a cluster. */
export interface RecordKeys extends LookupKeys {
  /** What every key of the target begins with. */
  readonly base: string;
  /** The target's records: a sorted set, by the instant at which they are gone. */
  readonly all: string;
  /** What the record's key has after `r:`. */
  readonly member: string;
  /** The variant as it stands in keys. */
  readonly variant: string;
}

/** A key that was met on a walk. */
export type MetKey =
  | { readonly kind: "record"; readonly key: string; readonly at: Lookup }
  | { readonly kind: "body"; readonly key: string; readonly base: string; readonly name: string }
  | { readonly kind: "epoch" | "other"; readonly key: string };

/**
 * The names of keys: `namespace:{target}:` and what it is. The braces are the hash tag: the slot follows from the target alone.
 *
 * | rest | what |
 * |---|---|
 * | `e` | epoch |
 * | `a` | the target's records, a sorted set |
 * | `i:selector` | variants |
 * | `r:selector:variant` | a record: head and value |
 * | `b:id` | a committed body, a hash: length, chunks, until when it is kept, whose it is |
 * | `c:id:n` | its chunks |
 * | `l` | a lease; the name stands in the target's place |
 */
export class KeyNames {
  readonly #prefix: string;

  constructor(namespace: string) {
    this.#prefix = `${namespace}:{`;
  }

  /** What every key of a target begins with. */
  base(target: string): string {
    return `${this.#prefix}${escaped(target, BRACES)}}:`;
  }

  record(at: Lookup, variant: string): RecordKeys {
    const base = this.base(at.target);
    const name = oneLine(variant);
    const member = `${escaped(at.selector, COLON)}:${name}`;
    return { base, ...this.lookup(at, variant), all: `${base}a`, member, variant: name };
  }

  /** What a look-up asks for. */
  lookup({ target, selector }: Lookup, variant: string): LookupKeys {
    const base = this.base(target);
    const under = escaped(selector, COLON);
    return {
      record: `${base}r:${under}:${oneLine(variant)}`,
      variants: `${base}i:${under}`,
      epoch: `${base}e`,
    };
  }

  lease(name: string): string {
    return `${this.base(name)}l`;
  }

  /** For SCAN: our keys, all or of these kinds. A namespace holds nothing that a pattern takes for more than itself. */
  pattern(kinds?: "rb" | "r"): string {
    return kinds === undefined ? `${this.#prefix}*` : `${this.#prefix}*}:[${kinds}]:*`;
  }

  /** What a key is, or undefined where it is none of ours. */
  parse(key: string): MetKey | undefined {
    if (!key.startsWith(this.#prefix)) return undefined;
    const end = key.indexOf("}", this.#prefix.length);
    if (end === -1 || key[end + 1] !== ":") return undefined;
    const rest = key.slice(end + 2);
    const cut = rest.indexOf(":", 2);
    if (rest.startsWith("r:") && cut !== -1) {
      const target = unescaped(key.slice(this.#prefix.length, end));
      return { kind: "record", key, at: { target, selector: unescaped(rest.slice(2, cut)) } };
    }
    if (rest.startsWith("b:")) return { kind: "body", key, base: key.slice(0, end + 2), name: rest.slice(2) };
    return { kind: rest === "e" ? "epoch" : "other", key };
  }
}

/** A variant or a body's id as it stands in keys and heads: without line breaks, which separate names there. */
export function oneLine(name: string): string {
  // Which is what most are, and takes a tenth of the time.
  return PLAIN.test(name) ? name : JSON.stringify(name).slice(1, -1);
}

/** The first `}` has to be ours; the first colon of a record too. Almost no name has one, so that keys are read as they are. */
const BRACES = /[{}^]/g;
const COLON = /[:^]/g;
/** What JSON writes as it is. */
const PLAIN = /^[ !#-[\]-~]*$/;
const MARKS: Readonly<Record<string, string>> = { "^": "^^", "{": "^(", "}": "^)", ":": "^." };
const CHARACTERS: Readonly<Record<string, string>> = { "^": "^", "(": "{", ")": "}", ".": ":" };

function escaped(text: string, what: RegExp): string {
  return text.replace(what, (character) => MARKS[character] ?? character);
}

function unescaped(text: string): string {
  return text.replace(/\^(.)/g, (_, mark: string) => CHARACTERS[mark] ?? mark);
}
