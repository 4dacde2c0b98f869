import type { BodyRef, Entry } from "../../entry/entry.ts";
import { adoptedEntry } from "../../entry/own-entry.ts";
import type { Awaitable, HttpResponse } from "../../http/messages.ts";
import { joined } from "../../platform/bytes/gathered.ts";
import { andThen, isPromise, quietly } from "../../platform/concurrency/awaitable.ts";
import type { WriteResult } from "../../policy/verdict.ts";
import type { LargeBody } from "../bodies/write-body.ts";
import type { Arrival } from "../memory/arrivals.ts";
import type { Flight, Storing } from "../memory/flights.ts";
import type { Engine } from "../session/engine.ts";
import type { Exchange } from "../session/exchange.ts";
import { inlineLimit } from "../session/inline-limit.ts";
import { withinDeadline } from "../store/within-deadline.ts";
import { type ArrivedChunks, arrivedChunks } from "./arrived-chunks.ts";
import { announced, bodyDenied, storeEntry, writeDenied } from "./store-entry.ts";
import type { BodySink } from "./write-through.ts";

/** How long an unfinished body is safe from being swept. */
const WRITING_MS = 60 * 60 * 1_000;

/**
 * Gathers a body for an entry: in memory up to the limit, beyond that outside the record. Publishes at its proven end, and only then. It also
 * says what became of what it gathered.
 */
export class AnswerSink implements BodySink, Storing {
  readonly #exchange: Exchange;
  readonly #entry: Entry;
  readonly #response: HttpResponse;
  readonly #flight: Flight;
  readonly #arrival: Arrival | undefined;
  readonly #inlineLimit: number;
  readonly #arrived: ArrivedChunks | undefined;
  #write: WriteResult | undefined;
  /** Made for those who wait for the write. */
  #writing: AwaitedWrite | undefined;
  #chunks: Uint8Array[] = [];
  #length = 0;
  #large: LargeBody | undefined;
  #over = false;
  #gaveUp = false;

  constructor(exchange: Exchange, entry: Entry, response: HttpResponse, flight: Flight, arrival?: Arrival) {
    this.#exchange = exchange;
    this.#entry = entry;
    this.#response = response;
    this.#flight = flight;
    this.#arrival = arrival;
    this.#arrived = arrivedChunks(response, entry);
    this.#inlineLimit = inlineLimit(exchange.engine);
  }

  get written(): Awaitable<WriteResult> {
    if (this.#write !== undefined) return this.#write;
    this.#writing ??= awaitedWrite();
    return this.#writing.promise;
  }

  take(chunk: Uint8Array): Promise<void> | undefined {
    this.#flight.progress();
    if (this.#over) return undefined;
    this.#length += chunk.length;
    this.#arrived?.take(chunk.length);
    if (this.#length > this.#exchange.settings.maxBodyBytes) return this.#giveUp("too-large");
    // A copy: the reader gets the same chunk, and may write to it before the store is through with it. `slice` of a Node Buffer is none.
    const own = new Uint8Array(chunk);
    if (this.#large !== undefined) return this.#writeLarge(this.#large, own);
    this.#chunks.push(own);
    return this.#length > this.#inlineLimit ? this.#moveOut() : undefined;
  }

  end(): Awaitable<void> {
    const ending = this.#publish();
    // Before anything is waited for, so that a flush right after the last byte waits for it too.
    if (isPromise(ending)) this.#exchange.engine.background.add(ending);
    return ending;
  }

  #publish(): Awaitable<void> {
    if (this.#over) return;
    const { request, settings } = this.#exchange;
    const denied = bodyDenied(this.#response, request.method, this.#length, settings.maxBodyBytes);
    if (denied !== undefined) return this.#giveUp(denied);
    this.#over = true;
    this.#flight.land();
    // The guard has told of a failure; only `onBackendError: 'throw'` lets it come this far.
    const failed = (): Promise<void> => this.#giveUp("backend-failed");
    try {
      // What fits into a record is on its way into the store before anything is waited for.
      const publishing = this.#large === undefined ? this.#publishSmall() : this.#publishLarge(this.#large);
      return isPromise(publishing) ? publishing.catch(failed) : publishing;
    } catch {
      return failed();
    }
  }

  #publishSmall(): Awaitable<void> {
    const { engine } = this.#exchange;
    const body = joined(this.#chunks, this.#length);
    // What keeps entries as they are keeps these bytes, which nobody else has, without copying them again.
    const keepsEntries = engine.handle.current()?.backend.valueKind === "entry";
    const entry = keepsEntries ? adoptedEntry(this.#arriving(), body) : { ...this.#arriving(), body };
    this.#flight.settle({ kind: "candidate", entry, storing: this });
    return andThen(storeEntry(this.#exchange, entry), (write) => this.#settle(write));
  }

  #arriving(): Entry {
    return this.#arrived === undefined ? this.#entry : { ...this.#entry, ...this.#arrived.kept() };
  }

  async #publishLarge(large: LargeBody): Promise<void> {
    const body = await this.#endOf(large);
    if (body === undefined) return this.#giveUp("backend-failed");
    const entry: Entry = { ...this.#arriving(), body };
    const write = await storeEntry(this.#exchange, entry);
    this.#settle(write);
    this.#flight.settle(write === "stored" ? { kind: "candidate", entry } : { kind: "not-storable" });
  }

  abandon(): Promise<void> {
    return this.#over ? Promise.resolve() : this.#giveUp("incomplete");
  }

  /** undefined: the backend failed to take its end. */
  async #endOf(large: LargeBody): Promise<BodyRef | undefined> {
    try {
      return await this.#inTime(large.end());
    } catch (error) {
      this.#report(error);
      return undefined;
    }
  }

  /** The body is too large for its record: what there is goes outside, where the backend keeps such bodies. */
  async #moveOut(): Promise<void> {
    const { engine } = this.#exchange;
    const denied = writeDenied(this.#exchange);
    if (denied !== undefined) return this.#giveUp(denied);
    // A part outside its record could not be joined with another, nor, sealed, be cut.
    if (this.#entry.part !== undefined) return this.#giveUp("too-large");
    if (!engine.bodies.keepsLarge()) {
      warnOfLargeBody(engine);
      return this.#giveUp("too-large");
    }
    const id = engine.nextRevision();
    const large = await engine.bodies.write(this.#entry.address, id, engine.clock.nowMs() + WRITING_MS);
    // The reader may have left meanwhile.
    if (this.#over) return this.#abort(large);
    if (large === undefined) return this.#giveUp("backend-failed");
    this.#large = large;
    const chunks = this.#chunks;
    this.#chunks = [];
    for (const chunk of chunks) await this.#writeLarge(large, chunk);
  }

  async #writeLarge(large: LargeBody, chunk: Uint8Array): Promise<void> {
    if (this.#over) return;
    try {
      await this.#inTime(large.take(chunk));
    } catch (error) {
      this.#report(error);
      await this.#giveUp("backend-failed");
    }
  }

  /** Nothing of it is kept; followers go on by themselves. */
  async #giveUp(write: WriteResult): Promise<void> {
    if (this.#gaveUp) return;
    this.#gaveUp = true;
    this.#over = true;
    this.#chunks = [];
    this.#flight.settle({ kind: "not-storable" });
    this.#settle(write);
    announced(this.#exchange, write);
    this.#abort(this.#large);
    this.#large = undefined;
  }

  #settle(write: WriteResult): void {
    this.#write ??= write;
    this.#writing?.resolve(write);
    this.#arrival?.end();
  }

  /** Not waited for: a backend that hangs must not hold the reader. */
  #abort(large: LargeBody | undefined): void {
    if (large !== undefined) this.#exchange.engine.background.add(this.#inTime(large.abort()));
  }

  #inTime<T>(work: Promise<T>): Promise<T> {
    return withinDeadline(work, "bodies.write", this.#exchange.engine.limits.backendDeadlineMs);
  }

  #report(error: unknown): void {
    // The guard counts it, tells of it, and answers nothing.
    quietly(() => this.#exchange.engine.guard.call("bodies.write", () => Promise.reject(error), undefined));
  }
}

interface AwaitedWrite {
  readonly promise: Promise<WriteResult>;
  readonly resolve: (write: WriteResult) => void;
}

function awaitedWrite(): AwaitedWrite {
  let resolve: AwaitedWrite["resolve"] = () => undefined;
  const promise = new Promise<WriteResult>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

const warned = new WeakSet<Engine>();

function warnOfLargeBody(engine: Engine): void {
  if (warned.has(engine)) return;
  warned.add(engine);
  const message =
    "the backend or its serializer keeps no bodies outside their records; larger answers pass and are not kept";
  engine.events.emit({
    kind: "warning",
    code: "RCACHE_LARGE_BODIES_NOT_KEPT",
    message,
    remedy: "Raise inlineBytes, or use a backend with bodies.",
  });
}
