import { type Digests, injective } from "./digests.ts";
import { BASE64URL, fromBase64Url, toBase64Url } from "./sha256.ts";

const START = "{sealed:";
const SEALED = /\{sealed:([\w-]{22,})\.([\w-]*)\}/g;
const WHOLE = /^\{sealed:([\w-]{22,})\.([\w-]*)\}$/;

/** Makes texts unreadable for whoever does not know certain secrets, and reads them again. */
export interface Seal {
  /** The same text gives the same: an entry that has not changed looks unchanged. What it has sealed before stays. */
  sealed(text: string): string;
  /** The text with all that was sealed in it as it was; undefined where something was sealed with other secrets, or changed. */
  opened(text: string): string | undefined;
}

/** Whether anything in the text looks sealed. */
export function looksSealed(text: string): boolean {
  return text.includes(START);
}

/** The text with a placeholder for all that is sealed in it. */
export function withoutSealed(text: string, placeholder: string): string {
  return text.replace(SEALED, placeholder);
}

/**
 * A seal that only the same secrets open; undefined where there are none. As strong as the digests of credentials in keys: who can guess
 * the secrets can try them.
 *
 * The mark of a text is a digest of it and the secrets; digests of the mark and a count are added to its digits. Synchronous, because a
 * hit's fields are read without waiting, which the platform's own ciphers do not allow.
 */
export function sealOf(secrets: readonly string[], digests: Digests): Seal | undefined {
  if (secrets.length === 0) return undefined;
  const digestOf = (...parts: readonly string[]): string =>
    digests.bytes(new TextEncoder().encode(injective(parts)));
  const key = digestOf("rcache seal", ...secrets);
  const open = (mark: string, digits: string): string | undefined => {
    const text = textOf(mixed(digits, (block) => digestOf(key, mark, String(block))));
    return text !== undefined && digestOf(key, "mark", text) === mark ? text : undefined;
  };
  return {
    sealed(text) {
      const [, before, sealedBefore] = WHOLE.exec(text) ?? [];
      if (before !== undefined && sealedBefore !== undefined && open(before, sealedBefore) !== undefined)
        return text;
      const mark = digestOf(key, "mark", text);
      const digits = toBase64Url(new TextEncoder().encode(text));
      return `${START}${mark}.${mixed(digits, (block) => digestOf(key, mark, String(block)))}}`;
    },
    opened(text) {
      let isWhole = true;
      const result = text.replace(SEALED, (_whole, mark: string, digits: string) => {
        const found = open(mark, digits);
        if (found === undefined) isWhole = false;
        return found ?? "";
      });
      return isWhole ? result : undefined;
    },
  };
}

/** Each digit with one of the blocks' added without carry, which done twice undoes itself. */
function mixed(digits: string, blockAt: (block: number) => string): string {
  let result = "";
  for (let block = 0; result.length < digits.length; block += 1) {
    for (const added of blockAt(block)) {
      if (result.length === digits.length) break;
      result += BASE64URL.charAt(BASE64URL.indexOf(digits.charAt(result.length)) ^ BASE64URL.indexOf(added));
    }
  }
  return result;
}

function textOf(digits: string): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(fromBase64Url(digits));
  } catch {
    // Opened with other secrets.
    return undefined;
  }
}
