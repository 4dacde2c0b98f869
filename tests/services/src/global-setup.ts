import { ADDRESS_VARIABLE, shareServices } from "./shared-services.ts";

/** For `globalSetup` of vitest: shares the servers of this run, and stops them at its end, also where tests failed. */
export async function setup(): Promise<() => Promise<void>> {
  const services = await shareServices();
  process.env[ADDRESS_VARIABLE] = services.url;
  return async () => {
    delete process.env[ADDRESS_VARIABLE];
    await services.stop();
  };
}
