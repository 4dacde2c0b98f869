import { Buffer } from "node:buffer";

/** A body that is always the same for the same URL. */
export interface Content {
  readonly type: string;
  readonly length: number;
  /** The whole body in pieces. */
  chunks(): Iterable<Uint8Array>;
}

/** What of a request shows in its body. */
export interface ContentInput {
  /** Path and query. */
  readonly target: string;
  /** Names and values of the fields that the answer varies on. */
  readonly varied: Readonly<Record<string, string>>;
  /** The request's body as text; empty: none. */
  readonly received: string;
  /** Bytes wanted, where the content can be of any size. */
  readonly size?: number | undefined;
}

const PATTERN_BYTES = 65_536;
const LARGEST_BYTES = 1_073_741_824;
const IMAGE_EDGE = 32;
const FILLER = "All work and no play. ";

/** The content at a path, or undefined where there is none. */
export function contentAt(path: string, input: ContentInput): Content | undefined {
  if (path === "/json") return inOnePiece("application/json", jsonText(input));
  if (path === "/text") return inOnePiece("text/plain; charset=utf-8", plainText(input));
  if (path === "/image") return inOnePiece("image/bmp", gradient());
  const count = /^\/bytes\/(\d{1,10})$/.exec(path)?.[1];
  return count === undefined || Number(count) > LARGEST_BYTES ? undefined : binary(Number(count));
}

function inOnePiece(type: string, body: string | Uint8Array): Content {
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  return { type, length: bytes.byteLength, chunks: () => [bytes] };
}

function jsonText({ target, varied, received, size }: ContentInput): string {
  const value: Record<string, unknown> = { target, varied, items: ["alder", "birch", "cedar"], filler: "" };
  if (received !== "") value["received"] = received;
  const bare = JSON.stringify(value);
  value["filler"] = ".".repeat(Math.max(0, (size ?? 0) - Buffer.byteLength(bare)));
  return JSON.stringify(value);
}

function plainText({ target, varied, received, size }: ContentInput): string {
  const lines = [
    `You asked for ${target}.`,
    ...Object.entries(varied).map(([name, value]) => `${name}: ${value}`),
  ];
  if (received !== "") lines.push(received);
  const text = `${lines.join("\n")}\n`;
  const missing = Math.max(0, (size ?? 0) - Buffer.byteLength(text));
  return text + FILLER.repeat(Math.ceil(missing / FILLER.length)).slice(0, missing);
}

/** Bytes 0, 1, 2 … with a step after each 256, so that a piece that is lost or doubled shows. */
function binary(length: number): Content {
  return {
    type: "application/octet-stream",
    length,
    *chunks() {
      const pattern = Uint8Array.from({ length: PATTERN_BYTES }, (_, index) => (index + (index >> 8)) & 0xff);
      for (let sent = 0; sent < length; sent += PATTERN_BYTES)
        yield pattern.subarray(0, Math.min(PATTERN_BYTES, length - sent));
    },
  };
}

/** A bitmap of 32 × 32 pixels, without compression, so that no library is needed. */
function gradient(): Uint8Array {
  const pixelBytes = IMAGE_EDGE * IMAGE_EDGE * 3;
  const image = Buffer.alloc(54 + pixelBytes);
  image.write("BM", 0, "latin1");
  image.writeUInt32LE(image.length, 2);
  image.writeUInt32LE(54, 10);
  image.writeUInt32LE(40, 14);
  image.writeInt32LE(IMAGE_EDGE, 18);
  image.writeInt32LE(IMAGE_EDGE, 22);
  image.writeUInt16LE(1, 26);
  image.writeUInt16LE(24, 28);
  image.writeUInt32LE(pixelBytes, 34);
  for (let pixel = 0; pixel < IMAGE_EDGE * IMAGE_EDGE; pixel++) {
    image[54 + pixel * 3] = (pixel % IMAGE_EDGE) * 8;
    image[55 + pixel * 3] = Math.floor(pixel / IMAGE_EDGE) * 8;
    image[56 + pixel * 3] = 160;
  }
  return image;
}
