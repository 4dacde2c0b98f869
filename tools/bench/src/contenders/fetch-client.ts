import type { Client } from "../harness/client.ts";

/** What a benchmark needs of a response. */
export interface Readable {
  arrayBuffer(): Promise<ArrayBuffer>;
  readonly body: AsyncIterable<Uint8Array> | null;
}

/** A client over anything of fetch's shape. */
export function fetchClient(
  fetch: (url: string, method?: "POST") => Promise<Readable>,
  rest: Partial<Client> = {},
): Client {
  return {
    async read(url, method) {
      const response = await fetch(url, method);
      return (await response.arrayBuffer()).byteLength;
    },
    async stream(url, onFirstByte) {
      const response = await fetch(url);
      let bytes = 0;
      for await (const piece of response.body ?? []) {
        if (bytes === 0) onFirstByte();
        bytes += piece.byteLength;
      }
      return bytes;
    },
    close: async () => undefined,
    ...rest,
  };
}
