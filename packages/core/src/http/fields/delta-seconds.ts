/** What a number of seconds too large to matter becomes (RFC 9111 §1.2.2). */
export const MAX_DELTA_SECONDS: number = 2 ** 31;

/** Seconds written as `1*DIGIT`, clamped at 2^31 (RFC 9111 §1.2.2); undefined for anything else: signs, fractions, spaces, nothing. */
export function parseDeltaSeconds(text: string): number | undefined {
  return parseDigits(text, MAX_DELTA_SECONDS);
}

/** An integer written as `1*DIGIT`, clamped at `largest`; undefined for anything else. Leading zeros are fine. */
export function parseDigits(text: string, largest: number): number | undefined {
  if (text === "") return undefined;
  let value = 0;
  for (let at = 0; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    value = Math.min(value * 10 + digit, largest);
  }
  return value;
}
