import { hash } from "node:crypto";
import { join, sep } from "node:path";
import type { Address, Lookup } from "@rcache/core/backend";

/** Hexadecimal, at least 40 digits. */
export type Digest = (text: string) => string;

const BUCKET_DIGITS = 2;
const TARGET_DIGITS = 40;
const NAME_DIGITS = 32;
/** Selectors and variants are few, and the same ones come with every request. */
const MOST_MEMOISED = 512;

const DIRECTORY_NAME = /^[0-9a-f]{40}(?:\.[0-9a-f]{16})?$/;
const RECORD_NAME = /^[0-9a-f]{32}-[0-9a-f]{32}\.[A-Za-z0-9._-]+$/;
const BODY_NAME = /^[0-9a-f]{32}\.body$/;

export const sha256: Digest = (text) => hash("sha256", text, "hex");

/**
 * Where everything is. All names are made of digests, so that no key can lead elsewhere.
 *
 * `entries/<bucket>/<target>[.<epoch>]` is the directory of a target since it was last invalidated, with a file a record and a file a large body.
 * `epochs/<bucket>/<target>` names the epoch that counts; without one it is `0`.
 */
export class Layout {
  readonly root: string;
  readonly marker: string;
  readonly generation: string;
  readonly entries: string;
  readonly epochs: string;
  readonly leases: string;
  readonly tmp: string;
  readonly #digest: Digest;
  readonly #memo = new Map<string, string>();
  /** The last target asked for, which one operation asks for several times. */
  #target: { readonly target: string; readonly name: string } | undefined;

  constructor(root: string, digest: Digest = sha256) {
    this.root = root;
    this.marker = join(root, "rcache.json");
    this.generation = join(root, "generation");
    this.entries = join(root, "entries");
    this.epochs = join(root, "epochs");
    this.leases = join(root, "leases");
    this.tmp = join(root, "tmp");
    this.#digest = digest;
  }

  targetName(target: string): string {
    if (this.#target?.target !== target)
      this.#target = { target, name: this.#digest(target).slice(0, TARGET_DIGITS) };
    return this.#target.name;
  }

  /** Of all records of a lookup; the variant follows. */
  selectorName({ selector }: Lookup): string {
    return `${this.#short(selector)}-`;
  }

  recordName(at: Address): string {
    return this.selectorName(at) + this.#short(at.variant);
  }

  bodyName(id: string): string {
    return `${this.#digest(id).slice(0, NAME_DIGITS)}.body`;
  }

  /** Like {@link epochFile} part of every hit, and nothing in the parts that `join` would have to look for. */
  directory(targetName: string, epoch: string): string {
    const name = epoch === "0" ? targetName : `${targetName}.${epoch}`;
    return this.entries + sep + targetName.slice(0, BUCKET_DIGITS) + sep + name;
  }

  epochFile(targetName: string): string {
    return this.epochs + sep + targetName.slice(0, BUCKET_DIGITS) + sep + targetName;
  }

  leaseDirectory(name: string): string {
    return join(this.leases, this.#digest(name).slice(0, TARGET_DIGITS));
  }

  #short(text: string): string {
    const known = this.#memo.get(text);
    if (known !== undefined) return known;
    const made = this.#digest(text).slice(0, NAME_DIGITS);
    if (this.#memo.size >= MOST_MEMOISED) this.#memo.clear();
    this.#memo.set(text, made);
    return made;
  }
}

/** Target and epoch of a directory; undefined where it is none of ours. */
export function readDirectoryName(name: string): { targetName: string; epoch: string } | undefined {
  if (!DIRECTORY_NAME.test(name)) return undefined;
  const epoch = name.slice(TARGET_DIGITS + 1);
  return { targetName: name.slice(0, TARGET_DIGITS), epoch: epoch === "" ? "0" : epoch };
}

export function isRecordName(name: string): boolean {
  return RECORD_NAME.test(name);
}

export function isBodyName(name: string): boolean {
  return BODY_NAME.test(name);
}
