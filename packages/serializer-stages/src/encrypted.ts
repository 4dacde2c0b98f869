import {
  type Bytes,
  type Chunks,
  checkOptions,
  type OptionRules,
  RcacheError,
  type Serializer,
  type Stage,
} from "@rcache/core/backend";
import { boundTo, joinedBytes, ownBytes, textsAsBytes, uint32 } from "./bytes.ts";
import { CHUNK_BYTES, damagedBody, inPieces, takeHeader } from "./chunked.ts";
import { type Key, type Subtle, subtleCrypto } from "./subtle.ts";

/** The options of `encrypted`. */
export interface EncryptedOptions {
  /**
   * Keys of 16, 24 or 32 bytes by their ids. The first one encrypts, all of them decrypt. To change the key, put the new one first, and
   * remove the old one when its entries have expired. With several keys, no id may be a whole number, because JavaScript puts such names
   * first.
   */
  keys: Readonly<Record<string, Uint8Array>>;
}

const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SALT_BYTES = 32;
const SUFFIX = "aesgcm";
const OPTION_RULES: OptionRules<EncryptedOptions> = {
  keys: {
    expected: "an object with at least one key, by its id",
    holds: (value) => typeof value === "object" && value !== null,
    shown: (value) => typeof value,
  },
};

/** The keys, as the platform takes them, made on first use. */
interface KeyRing {
  readonly subtle: Subtle;
  readonly firstId: string;
  has(id: string): boolean;
  /** For values. */
  valueKey(id: string): Promise<Key>;
  /** For one body: of its own, so that a counter may serve as its nonce. */
  bodyKey(id: string, salt: Bytes, bodyId: string): Promise<Key>;
}

/**
 * Encrypts values and large bodies with AES-GCM by WebCrypto: in Node, Bun, Deno, workers and browsers.
 *
 * A value is bound to its address, its format and its key. If it is moved to another record, or a bit is changed, it is `corrupt`. A value
 * under a key that is not listed is `foreign`: it is a miss and stays untouched. Large bodies are sealed in pieces of 64 KiB, each bound to
 * its body, its position and whether it is the last; reading cannot start in the middle. It does not hide sizes, times, and the head (URL,
 * status, tags) that the backend stores in plain text.
 *
 * @throws RcacheError `RCACHE_INVALID_OPTION`, `RCACHE_UNKNOWN_OPTION`; `RCACHE_UNSUPPORTED` if the runtime has no WebCrypto
 */
export function encrypted(options: EncryptedOptions): Stage {
  checkOptions("encrypted", options, OPTION_RULES);
  const ring = keyRing(checkedKeys(options.keys), subtleCrypto("encrypted"));
  return (inner) => encryptedSerializer(inner, ring);
}

function encryptedSerializer(inner: Serializer<Uint8Array>, ring: KeyRing): Serializer<Uint8Array> {
  const id = `${inner.id}+${SUFFIX}`;
  const { body } = inner;
  return {
    id,
    valueKind: "bytes",
    async encode(entry, at, cacheName) {
      const { subtle, firstId } = ring;
      const plain = ownBytes(await inner.encode(entry, at, cacheName));
      const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
      const additionalData = boundTo(`${id} ${firstId}`, at);
      const key = await ring.valueKey(firstId);
      const sealed = await subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, plain);
      return joinedBytes([keyHeader(firstId), iv, new Uint8Array(sealed)]);
    },
    async decode(value, at, cacheName) {
      const header = readKeyHeader(value);
      if (header === undefined || !ring.has(header.id)) return { fault: "foreign" };
      const start = header.length + NONCE_BYTES;
      if (value.byteLength < start + TAG_BYTES) return { fault: "corrupt" };
      const iv = value.slice(header.length, start);
      const additionalData = boundTo(`${id} ${header.id}`, at);
      try {
        const key = await ring.valueKey(header.id);
        const plain = await ring.subtle.decrypt(
          { name: "AES-GCM", iv, additionalData },
          key,
          value.slice(start),
        );
        return await inner.decode(new Uint8Array(plain), at, cacheName);
      } catch {
        // The platform does not say why: another key, another place, a changed bit.
        return { fault: "corrupt" };
      }
    },
    ...(body && {
      body: {
        seekable: false,
        seal: (chunks, bodyId) => sealBody(body.seal(chunks, bodyId), bodyId, ring),
        open: (chunks, bodyId) => body.open(openBody(chunks, bodyId, ring), bodyId),
      },
    }),
  };
}

async function* sealBody(chunks: Chunks, bodyId: string, ring: KeyRing): Chunks {
  const { subtle, firstId } = ring;
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const key = await ring.bodyKey(firstId, salt, bodyId);
  yield joinedBytes([keyHeader(firstId), salt]);
  yield* inPieces(chunks, CHUNK_BYTES, async (piece, index, isLast) => {
    const sealed = await subtle.encrypt(pieceParameters(bodyId, index, isLast), key, ownBytes(piece));
    return new Uint8Array(sealed);
  });
}

async function* openBody(chunks: Chunks, bodyId: string, ring: KeyRing): Chunks {
  const { header, rest } = await takeHeader(chunks, (start) => {
    const idLength = start[1];
    return idLength === undefined ? undefined : 2 + idLength + SALT_BYTES;
  });
  const known = readKeyHeader(header);
  if (known === undefined || !ring.has(known.id))
    throw damagedBody("it was sealed with a key that is not listed");
  const key = await ring.bodyKey(known.id, header.slice(known.length), bodyId);
  yield* inPieces(rest, CHUNK_BYTES + TAG_BYTES, async (piece, index, isLast) => {
    try {
      const parameters = pieceParameters(bodyId, index, isLast);
      return new Uint8Array(await ring.subtle.decrypt(parameters, key, ownBytes(piece)));
    } catch {
      throw damagedBody(`piece ${index} is not as it was`);
    }
  });
}

/** The key is of this body alone: a counter never gives it the same nonce twice. */
function pieceParameters(
  bodyId: string,
  index: number,
  isLast: boolean,
): {
  readonly name: string;
  readonly iv: Bytes;
  readonly additionalData: Bytes;
} {
  const last = Uint8Array.of(isLast ? 1 : 0);
  const iv = joinedBytes([new Uint8Array(NONCE_BYTES - 5), uint32(index), last]);
  return { name: "AES-GCM", iv, additionalData: joinedBytes([textsAsBytes(bodyId), uint32(index), last]) };
}

function keyHeader(id: string): Bytes {
  const text = new TextEncoder().encode(id);
  return joinedBytes([Uint8Array.of(FORMAT, text.byteLength), text]);
}

function readKeyHeader(value: Uint8Array): { readonly id: string; readonly length: number } | undefined {
  const [format, idLength] = value;
  if (format !== FORMAT || idLength === undefined || value.byteLength < 2 + idLength) return undefined;
  return { id: new TextDecoder().decode(value.subarray(2, 2 + idLength)), length: 2 + idLength };
}

function keyRing(keys: ReadonlyMap<string, Bytes>, subtle: Subtle): KeyRing {
  const imported = new Map<string, Promise<Key>>();
  const bytesOf = (id: string): Bytes => keys.get(id) ?? new Uint8Array();
  const once = (name: string, make: () => Promise<Key>): Promise<Key> => {
    const made = imported.get(name) ?? make();
    imported.set(name, made);
    return made;
  };
  return {
    subtle,
    firstId: [...keys.keys()][0] ?? "",
    has: (id) => keys.has(id),
    valueKey: (id) =>
      once(`value ${id}`, () =>
        subtle.importKey("raw", bytesOf(id), "AES-GCM", false, ["encrypt", "decrypt"]),
      ),
    async bodyKey(id, salt, bodyId) {
      const master = await once(`body ${id}`, () =>
        subtle.importKey("raw", bytesOf(id), "HKDF", false, ["deriveKey"]),
      );
      const info = textsAsBytes("rcache body", id, bodyId);
      const from = { name: "HKDF", hash: "SHA-256", salt, info };
      const length = bytesOf(id).byteLength * 8;
      return subtle.deriveKey(from, master, { name: "AES-GCM", length }, false, ["encrypt", "decrypt"]);
    },
  };
}

/** What no rule of an option can say: of which key it is that something is wrong. */
function checkedKeys(keys: EncryptedOptions["keys"] | undefined): ReadonlyMap<string, Bytes> {
  const list = Object.entries(keys ?? {});
  if (list.length === 0) throw invalid("keys is empty", "Give at least one key, by its id.");
  const checked = new Map<string, Bytes>();
  for (const [id, key] of list) {
    const idBytes = new TextEncoder().encode(id).byteLength;
    if (idBytes === 0 || idBytes > 255)
      throw invalid(`keys has an id of ${idBytes} bytes`, "Give ids of 1 to 255 bytes.");
    if (list.length > 1 && /^(?:0|[1-9]\d*)$/.test(id))
      throw invalid(
        `keys has the id ${JSON.stringify(id)} among several: JavaScript puts whole numbers first, whatever their order`,
        `Call it ${JSON.stringify(`k${id}`)}.`,
      );
    if (!(key instanceof Uint8Array) || ![16, 24, 32].includes(key.byteLength)) {
      const what = key instanceof Uint8Array ? `${key.byteLength} bytes` : typeof key;
      throw invalid(
        `keys[${JSON.stringify(id)}] is ${what}`,
        "Give a Uint8Array of 16, 24 or 32 random bytes, not a password.",
      );
    }
    checked.set(id, ownBytes(key));
  }
  return checked;
}

function invalid(message: string, remedy: string): RcacheError {
  return new RcacheError("RCACHE_INVALID_OPTION", `encrypted: ${message}`, { remedy });
}
