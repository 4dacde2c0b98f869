import { surroundings } from "./find-service.ts";
import { startMongodbJava } from "./mongodb-java.ts";
import { isMissing, type Started } from "./service.ts";

/**
 * Starts a server of a test's own, which keeps everything in a file of H2: stopped, and started again on the same file, it has it still.
 *
 * @throws Error where it cannot be started here
 */
export async function startMongodbOn(file: string): Promise<Started> {
  const started = await startMongodbJava(surroundings(), file);
  if (isMissing(started)) throw new Error(`${started.because}. ${started.remedy}`);
  return started;
}
