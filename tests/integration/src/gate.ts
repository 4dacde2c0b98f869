/** A promise and the hand that settles it: what a test holds back until it is time. */
export interface Gate<T = void> {
  readonly opened: Promise<T>;
  open(value: T): void;
}

export function gate<T = void>(): Gate<T> {
  let open: (value: T) => void = () => undefined;
  const opened = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { opened, open: (value) => open(value) };
}

/** After so many turns of the event loop a condition that has not come is taken to be a failure; no time is measured. */
const MOST_TURNS = 200_000;

/** Lets the event loop turn until the condition holds. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    if (condition()) return;
    await nextTurn();
  }
  throw new Error(`it never came that ${what}`);
}

/** Lets everything that is due run, and what follows from it, some turns long. */
export async function settled(turns = 20): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await nextTurn();
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
