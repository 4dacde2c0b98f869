/** What a program posts in the benchmark. */
export const SENT = JSON.stringify({ name: "bench", count: 1 });
/** What it says of it. */
export const SENT_HEADERS = { "content-type": "application/json" } as const;
