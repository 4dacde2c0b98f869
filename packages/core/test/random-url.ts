import * as fc from "fast-check";

const LABELS = [
  "a",
  "A",
  "example",
  "com",
  "x-1",
  "1",
  "0x7f",
  "-a",
  "a-",
  "b_c",
  "xn--bcher-kva",
  "ü",
  "127",
  "",
];
const SEGMENTS = [
  "",
  ".",
  "..",
  "a",
  "A",
  "~",
  ".a",
  "a.b",
  "a.",
  "%2e",
  "%2E.",
  "%41",
  "%7e",
  "%7E",
  "%2f",
  "%e9",
];
const ODD_SEGMENTS = [
  "é",
  " ",
  "a b",
  "@",
  "\\",
  "^",
  "|",
  "{",
  "'",
  '"',
  "%",
  "%%37E",
  "%3%37",
  ";",
  "$&+,=",
  "[",
  "\t",
];
const PAIRS = [
  "",
  "a",
  "a=",
  "a=1",
  "a=2",
  "b=1",
  "%61=1",
  "c=%7e",
  "d=%26",
  "e+f=1",
  "=",
  "=1",
  "g=é",
  "%",
  "h?=/",
  "'",
];

const host = fc
  .array(fc.constantFrom(...LABELS), { minLength: 1, maxLength: 3 })
  .map((labels) => labels.join("."));
const address = fc.constantFrom("127.0.0.1", "10.0.0.255", "10.0.0.256", "1.2.3.04", "1.2.3", "0.0.0.0");
const path = fc
  .array(fc.constantFrom(...SEGMENTS, ...ODD_SEGMENTS), { maxLength: 4 })
  .map((segments) => segments.map((segment) => `/${segment}`).join(""));
const query = fc.array(fc.constantFrom(...PAIRS), { maxLength: 4 }).map((pairs) => `?${pairs.join("&")}`);

/** Absolute URLs, most of them odd: letters of both cases, ports, dot segments, escapes, empty parts, fragments. */
export const randomUrl: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom("http://", "https://", "HTTPS://", "https:/", "https:\\\\"),
    fc.constantFrom("", "", "", "u@", "u:p@", ":p@", "a.com\\@"),
    fc.oneof({ weight: 4, arbitrary: host }, { weight: 1, arbitrary: address }),
    fc.constantFrom("", "", "", ":80", ":443", ":8080", ":", ":0443", ":1", ":64999", ":65535", ":8000"),
    path,
    fc.oneof(fc.constant(""), query),
    fc.constantFrom("", "", "#", "#f", "#?", "#/../x"),
  )
  .map((parts) => parts.join(""))
  .filter((url) => URL.canParse(url));
