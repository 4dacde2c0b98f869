/** What servers have and browsers lack. */
interface Runtime {
  readonly setImmediate?: (run: () => void) => unknown;
}

/** What waits for a disk or a socket needs some turns of the event loop: a deadline passes in no fewer. */
const TURNS = 16;

/**
 * Calls `run` once so much time has passed, and the event loop has turned some times. A program that was busy for a second, or that takes
 * long for each turn, would otherwise take its own work for the slowness of what it waits for.
 *
 * @returns cancels it
 */
export function afterMs(ms: number, run: () => void): () => void {
  const turns = Math.max(1, Math.min(TURNS, Math.floor(ms)));
  let turn = 0;
  let timer: ReturnType<typeof setTimeout>;
  let isAwaited = true;
  const last = (): void => {
    if (isAwaited) run();
  };
  const next = (): void => {
    const fromMs = Math.floor((ms * turn) / turns);
    turn += 1;
    // In the last turn, what has arrived in it is dealt with first: timers come before it.
    timer = setTimeout(turn < turns ? next : () => nextTurn(last), Math.floor((ms * turn) / turns) - fromMs);
  };
  next();
  return () => {
    isAwaited = false;
    clearTimeout(timer);
  };
}

function nextTurn(run: () => void): void {
  // The cast: core is compiled without Node's types. A timer of no time could still run in the turn of the one that sets it.
  const { setImmediate } = globalThis as Runtime;
  if (setImmediate === undefined) setTimeout(run, 0);
  else setImmediate(run);
}
