import {
  type Address,
  type Bytes,
  type Chunks,
  checkOptions,
  invalidOption,
  type OptionRules,
  type Serializer,
  type Stage,
} from "@rcache/core/backend";
import { boundTo, joinedBytes, ownBytes, textsAsBytes, uint32 } from "./bytes.ts";
import { CHUNK_BYTES, damagedBody, inPieces, takeHeader } from "./chunked.ts";
import { newestSeen } from "./newest-seen.ts";
import { type Key, type Subtle, subtleCrypto } from "./subtle.ts";

/** The options of `signed`. */
export interface SignedOptions {
  /** The secret. A text counts as its UTF-8 bytes. Use 32 random bytes: anyone who can read the store can try to guess a short text. */
  secretKey: string | Uint8Array;
}

const FORMAT = 1;
/** For one cache: with the time of signing before the value. */
const CACHE_FORMAT = 2;
const TIME_BYTES = 8;
const NO_TIME: Bytes = new Uint8Array();
const MAC_BYTES = 32;
const MARK_BYTES = 8;
const SALT_BYTES = 16;
const HEADER_BYTES = 1 + MARK_BYTES;
const SUFFIX = "hmac";
const OPTION_RULES: OptionRules<SignedOptions> = {
  secretKey: {
    expected: "a text or bytes of some length: best 32 random bytes",
    holds: (value) => isTextOrBytes(value) && value.length > 0,
    shown: (value) => (isTextOrBytes(value) ? "what is empty" : typeof value),
  },
};

interface Signer {
  /** Which secret it was, and for which cache, without telling them. */
  mark(cacheName?: string): Promise<Bytes>;
  sign(...parts: readonly Uint8Array[]): Promise<Bytes>;
  verify(mac: Bytes, ...parts: readonly Uint8Array[]): Promise<boolean>;
}

/**
 * Signs values and their addresses with HMAC-SHA-256 by WebCrypto. It hides nothing. Without the secret, nobody can change, add or move a
 * value.
 *
 * A value is bound to the `cacheName` of its cache: a value of another cache is `foreign`, even under the same key and address. A value
 * that is older than one that this process has written or read at its address is `corrupt`. A signature does not prove that nothing was
 * removed, or that a value is the latest that another process, or this one before it started, has written.
 *
 * A value with a wrong signature is `corrupt`: it is a miss, and is removed with an event. A value signed with another secret is recognised
 * by a mark of 8 bytes and is `foreign`: it is a miss and stays untouched, so that releases with different secrets do not erase each
 * other's values. Large bodies are signed in pieces of 64 KiB, each with its body, its position and whether it is the last; reading cannot
 * start in the middle.
 *
 * @throws RcacheError `RCACHE_INVALID_OPTION`, `RCACHE_UNKNOWN_OPTION`; `RCACHE_UNSUPPORTED` if the runtime has no WebCrypto
 */
export function signed(options: SignedOptions): Stage {
  checkOptions("signed", options, OPTION_RULES);
  const { secretKey } = options;
  if (secretKey === undefined)
    throw invalidOption("signed.secretKey", secretKey, OPTION_RULES.secretKey.expected);
  const secret = typeof secretKey === "string" ? new TextEncoder().encode(secretKey) : secretKey;
  const signer = signerOf(ownBytes(secret), subtleCrypto("signed"));
  return (inner) => signedSerializer(inner, signer);
}

function signedSerializer(inner: Serializer<Uint8Array>, signer: Signer): Serializer<Uint8Array> {
  const id = `${inner.id}+${SUFFIX}`;
  const newest = newestSeen();
  const { body } = inner;
  return {
    id,
    valueKind: "bytes",
    async encode(entry, at, cacheName) {
      const value = await inner.encode(entry, at, cacheName);
      const time = cacheName === undefined ? NO_TIME : newest.signing(cacheName, at);
      const mac = await signer.sign(placed(id, at, cacheName), time, value);
      return joinedBytes([formatFor(cacheName), await signer.mark(cacheName), mac, time, value]);
    },
    async decode(value, at, cacheName) {
      const mark = joinedBytes([formatFor(cacheName), await signer.mark(cacheName)]);
      if (!isSame(value.subarray(0, HEADER_BYTES), mark)) return { fault: "foreign" };
      const macEnd = HEADER_BYTES + MAC_BYTES;
      const start = macEnd + (cacheName === undefined ? 0 : TIME_BYTES);
      if (value.byteLength < start) return { fault: "corrupt" };
      // A copy: what is handed out must not be part of what the caller has.
      const [time, signedValue] = [value.slice(macEnd, start), value.slice(start)];
      const mac = value.slice(HEADER_BYTES, macEnd);
      const isGenuine = await signer.verify(mac, placed(id, at, cacheName), time, signedValue);
      const isCurrent = isGenuine && (cacheName === undefined || newest.accepts(cacheName, at, time));
      return isCurrent ? inner.decode(signedValue, at, cacheName) : { fault: "corrupt" };
    },
    ...(body && {
      body: {
        seekable: false,
        seal: (chunks, bodyId) => sealBody(body.seal(chunks, bodyId), bodyId, signer),
        open: (chunks, bodyId) => body.open(openBody(chunks, bodyId, signer), bodyId),
      },
    }),
  };
}

function formatFor(cacheName: string | undefined): Bytes {
  return Uint8Array.of(cacheName === undefined ? FORMAT : CACHE_FORMAT);
}

function placed(id: string, at: Address, cacheName: string | undefined): Bytes {
  const place = boundTo(id, at);
  return cacheName === undefined ? place : joinedBytes([place, textsAsBytes(cacheName)]);
}

async function* sealBody(chunks: Chunks, bodyId: string, signer: Signer): Chunks {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  yield joinedBytes([Uint8Array.of(FORMAT), await signer.mark(), salt]);
  yield* inPieces(chunks, CHUNK_BYTES, async (piece, index, isLast) =>
    joinedBytes([piece, await signer.sign(placeOf(bodyId, salt, index, isLast), piece)]),
  );
}

async function* openBody(chunks: Chunks, bodyId: string, signer: Signer): Chunks {
  const { header, rest } = await takeHeader(chunks, () => HEADER_BYTES + SALT_BYTES);
  if (header[0] !== FORMAT || !isSame(header.subarray(1, HEADER_BYTES), await signer.mark()))
    throw damagedBody("it was signed with another secret");
  const salt = header.slice(HEADER_BYTES);
  yield* inPieces(rest, CHUNK_BYTES + MAC_BYTES, async (piece, index, isLast) => {
    const end = piece.byteLength - MAC_BYTES;
    const plain = piece.subarray(0, Math.max(0, end));
    const isGenuine =
      end >= 0 && (await signer.verify(piece.slice(end), placeOf(bodyId, salt, index, isLast), plain));
    if (!isGenuine) throw damagedBody(`piece ${index} is not as it was signed`);
    return plain;
  });
}

function placeOf(bodyId: string, salt: Uint8Array, index: number, isLast: boolean): Bytes {
  return joinedBytes([
    textsAsBytes("rcache body", bodyId),
    salt,
    uint32(index),
    Uint8Array.of(isLast ? 1 : 0),
  ]);
}

function signerOf(secret: Bytes, subtle: Subtle): Signer {
  let imported: Promise<Key> | undefined;
  const marked = new Map<string | undefined, Promise<Bytes>>();
  const key = (): Promise<Key> => {
    imported ??= subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, [
      "sign",
      "verify",
    ]);
    return imported;
  };
  const sign = async (...parts: readonly Uint8Array[]): Promise<Bytes> =>
    new Uint8Array(await subtle.sign("HMAC", await key(), joinedBytes(parts)));
  return {
    mark(cacheName) {
      const known = marked.get(cacheName);
      if (known !== undefined) return known;
      const texts = ["rcache mark of the secret", ...(cacheName === undefined ? [] : [cacheName])];
      const mark = sign(textsAsBytes(...texts)).then((mac) => mac.slice(0, MARK_BYTES));
      marked.set(cacheName, mark);
      return mark;
    },
    sign,
    verify: async (mac, ...parts) => subtle.verify("HMAC", await key(), mac, joinedBytes(parts)),
  };
}

/** Of marks, which are no secret. */
function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && a.every((byte, at) => byte === b[at]);
}

function isTextOrBytes(value: unknown): value is string | Uint8Array {
  return typeof value === "string" || value instanceof Uint8Array;
}
