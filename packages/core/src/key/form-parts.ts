import { utf8Text } from "../http/utf8.ts";
import { injective } from "./digests.ts";
import type { ParameterNames } from "./ignored-parameters.ts";

const TYPE_PARAMETER = /;\s*([^\s=;"]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))/g;
const DISPOSITION = /^content-disposition:[^\r\n]*/im;

/** The parameters behind a media type, or a disposition; names in lower case (RFC 9110 §5.6.6). */
export function typeParameters(text: string): readonly { readonly name: string; readonly value: string }[] {
  return [...text.matchAll(TYPE_PARAMETER)].map(([, name = "", quoted, plain = ""]) => ({
    name: name.toLowerCase(),
    value: quoted === undefined ? plain : quoted.replace(/\\(.)/g, "$1"),
  }));
}

/** What stands between the delimiter lines (RFC 2046 §5.1.1), of a form without ignored fields; a boundary within a part is the part's. */
export function normalMultipart(
  body: Uint8Array,
  boundary: string,
  mediaType: string,
  isIgnored: ParameterNames,
): string {
  // One character a byte, so that files stay what they are.
  const text = new TextDecoder("latin1").decode(body);
  const parts = `\r\n${text}`.split(`\r\n--${boundary}`);
  if (mediaType !== "multipart/form-data") return injective(parts);
  return injective(
    parts.filter((part) => {
      const name = fieldNameOf(part);
      return name === undefined || !isIgnored(name);
    }),
  );
}

/** The field that a part of a form stands for (RFC 7578 §4.2). */
function fieldNameOf(part: string): string | undefined {
  const end = part.indexOf("\r\n\r\n");
  const disposition = end < 0 ? undefined : DISPOSITION.exec(part.slice(0, end))?.[0];
  const raw = typeParameters(disposition ?? "").find(({ name }) => name === "name")?.value;
  if (raw === undefined) return undefined;
  // Browsers write a quote within a name as %22.
  return (utf8Text(bytesOf(raw)) ?? raw).replaceAll("%22", '"');
}

let byteOf: ReadonlyMap<string, number> | undefined;

/** The bytes that `latin1` was decoded from: to the Encoding standard, that is windows-1252, with characters beyond U+00FF. */
function bytesOf(text: string): Uint8Array {
  byteOf ??= new Map(
    Array.from({ length: 256 }, (_, byte) => [new TextDecoder("latin1").decode(Uint8Array.of(byte)), byte]),
  );
  return Uint8Array.from(text, (character) => byteOf?.get(character) ?? 0);
}
