/** How far the engine reads ahead of those who read what it hands out, in bytes. */
export interface ReadAheadLimits {
  /** In one body. */
  readonly eachBytes: number;
  /** In all bodies of all caches of this process. */
  readonly totalBytes: number;
}

let totalBytes = 0;
/** Those whom only what was read ahead elsewhere in the process holds up. */
let waiting: (() => void)[] = [];

/** What of one body was read ahead of its reader. */
export interface ReadAhead {
  /** So much more is ahead. */
  take(bytes: number): void;
  /** So much of it has been read, or will never be. */
  give(bytes: number): void;
  giveAll(): void;
  /** Nothing more may be read before something is given back. What has nothing ahead is never full: its reader would wait in vain. */
  isFull(): boolean;
  /** Settles once room may be there again, here or in the process. */
  room(): Promise<void>;
}

export function readAhead(limits: ReadAheadLimits): ReadAhead {
  let ownBytes = 0;
  let ownWaiting: (() => void)[] = [];
  const give = (bytes: number): void => {
    ownBytes -= bytes;
    totalBytes -= bytes;
    if (ownWaiting.length === 0 && waiting.length === 0) return;
    const woken = [...ownWaiting, ...waiting];
    ownWaiting = [];
    waiting = [];
    for (const resolve of woken) resolve();
  };
  return {
    take(bytes) {
      ownBytes += bytes;
      totalBytes += bytes;
    },
    give,
    giveAll: () => give(ownBytes),
    isFull: () => ownBytes > 0 && (ownBytes > limits.eachBytes || totalBytes > limits.totalBytes),
    room: () =>
      new Promise((resolve) => {
        (ownBytes > limits.eachBytes ? ownWaiting : waiting).push(resolve);
      }),
  };
}
