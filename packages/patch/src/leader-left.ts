/** What those are told who wait for an answer whose asker has left: each asks by itself then. */
export class LeaderLeft extends Error {
  override readonly name = "LeaderLeft";

  constructor() {
    super("the caller has left");
  }
}
