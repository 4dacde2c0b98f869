import type { RecordDocument } from "../../contracts/serializer.ts";
import type { Bytes } from "../../http/messages.ts";

/**
 * Reads the fields of a document that somebody may have changed. What is not as it must be gives an empty value and marks the reader as
 * faulty, so that the caller asks once at the end.
 */
export class DocumentReader {
  isFaulty = false;
  readonly #document: RecordDocument;

  constructor(document: RecordDocument) {
    this.#document = typeof document === "object" && document !== null ? document : {};
  }

  expect(condition: boolean): void {
    if (!condition) this.isFaulty = true;
  }

  text(field: string): string {
    const value = this.#own(field);
    if (typeof value === "string") return value;
    this.isFaulty = true;
    return "";
  }

  optionalText(field: string): string | undefined {
    return this.#own(field) === undefined ? undefined : this.text(field);
  }

  number(field: string): number {
    const value = this.#own(field);
    if (typeof value === "number") return value;
    this.isFaulty = true;
    return 0;
  }

  optionalNumber(field: string): number | undefined {
    return this.#own(field) === undefined ? undefined : this.number(field);
  }

  oneOf<T extends string>(field: string, allowed: readonly [T, ...T[]]): T {
    const value = this.#own(field);
    const found = allowed.find((text) => text === value);
    if (found === undefined) this.isFaulty = true;
    return found ?? allowed[0];
  }

  /** A list of its own. */
  texts(field: string): string[] {
    const value = this.#own(field);
    if (Array.isArray(value) && value.every((member) => typeof member === "string")) return [...value];
    this.isFaulty = true;
    return [];
  }

  /** Plain bytes, whatever kind of array the store gave; the same memory, which is the caller's own (backend contract B7). */
  bytes(field: string): Bytes {
    const value = this.#own(field);
    if (ArrayBuffer.isView(value)) {
      // The cast: stores hand out no shared memory.
      return new Uint8Array(value.buffer, value.byteOffset, value.byteLength) as Bytes;
    }
    this.isFaulty = true;
    return new Uint8Array();
  }

  #own(field: string): RecordDocument[string] | undefined {
    return Object.hasOwn(this.#document, field) ? this.#document[field] : undefined;
  }
}
