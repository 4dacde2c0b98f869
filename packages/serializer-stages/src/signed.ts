import {
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
import { type Key, type Subtle, subtleCrypto } from "./subtle.ts";

/** What `signed` takes. */
export interface SignedOptions {
  /** A text counts as its UTF-8. 32 random bytes are best; a short text can be guessed by whoever reads the store. */
  secretKey: string | Uint8Array;
}

const FORMAT = 1;
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
  /** Which secret it was, without telling it. */
  mark(): Promise<Bytes>;
  sign(...parts: readonly Uint8Array[]): Promise<Bytes>;
  verify(mac: Bytes, ...parts: readonly Uint8Array[]): Promise<boolean>;
}

/**
 * HMAC-SHA-256 by WebCrypto over the value and its address. Nothing is hidden; nothing can be changed, added or moved without the secret.
 *
 * A wrong signature is `corrupt`: a miss, removed, with an event. What was signed with another secret says so, by a mark of 8 bytes, and is
 * `foreign`: a miss, left alone, so that two releases with different secrets do not erase each other. Large bodies are signed in pieces of
 * 64 KiB, each with its body, its place and whether it is the last; a reader cannot begin in the middle.
 *
 * @throws RcacheError `RCACHE_INVALID_OPTION`, `RCACHE_UNKNOWN_OPTION`; `RCACHE_UNSUPPORTED` where the runtime has no WebCrypto
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
  const { body } = inner;
  return {
    id,
    valueKind: "bytes",
    async encode(entry, at) {
      const value = await inner.encode(entry, at);
      const mac = await signer.sign(boundTo(id, at), value);
      return joinedBytes([Uint8Array.of(FORMAT), await signer.mark(), mac, value]);
    },
    async decode(value, at) {
      if (value[0] !== FORMAT || !isSame(value.subarray(1, HEADER_BYTES), await signer.mark()))
        return { fault: "foreign" };
      const start = HEADER_BYTES + MAC_BYTES;
      // A copy: what is handed out must not be part of what the caller has.
      const signedValue = value.slice(start);
      const isGenuine =
        value.byteLength >= start &&
        (await signer.verify(value.slice(HEADER_BYTES, start), boundTo(id, at), signedValue));
      return isGenuine ? inner.decode(signedValue, at) : { fault: "corrupt" };
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
  let marked: Promise<Bytes> | undefined;
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
    mark: () => {
      marked ??= sign(textsAsBytes("rcache mark of the secret")).then((mac) => mac.slice(0, MARK_BYTES));
      return marked;
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
