/** What a contender is to the benchmark: it reads URLs, from its store where it can. */
export interface Client {
  /** Reads the whole body and gives its length in bytes. With a method, a small body is sent. */
  read(url: string, method?: "POST"): Promise<number>;
  /** Reads the body piece by piece and gives its length in bytes. */
  stream(url: string, onFirstByte: () => void): Promise<number>;
  /** Settles when everything read so far is stored; left out where that is so already. */
  settled?(): Promise<void>;
  close(): Promise<void>;
}

/** `limit`: the least work physics allows. `ours`: @rcache. `peer`: what others use. */
export type Role = "limit" | "ours" | "peer";

/** Something measured, in a process of its own. */
export interface Contender {
  readonly role: Role;
  /**
   * @param directory is its own, and empty the first time
   * @param server where its server is; empty where it needs none
   */
  open(directory: string, server: string): Promise<Client>;
}
