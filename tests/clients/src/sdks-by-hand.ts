// Runs each SDK twice, a miss and a hit, with whatever `@rcache` is installed beside it: `tools/packed` runs it in an empty project, with
// the packages as they would be published. Prints a line for each, and ends with 1 where one has gone wrong.
import { isDeepStrictEqual } from "node:util";
import { type AskedTwice, askTwicePatched, askTwiceWithFetch, MISS_THEN_HIT } from "./ask-twice.ts";
import { versionOf } from "./sdk.ts";
import { openSdkService } from "./sdk-service.ts";
import { sdks } from "./sdks.ts";

const service = await openSdkService();
for (const sdk of sdks) {
  const { takesFetch = true } = sdk;
  const ways = [
    `patched: ${await said(() => askTwicePatched(sdk, service))}`,
    ...(takesFetch ? [`as its fetch: ${await said(() => askTwiceWithFetch(sdk, service))}`] : []),
  ];
  console.log(`${sdk.name} ${versionOf(sdk)}: ${ways.join("; ")}`);
}
await service[Symbol.asyncDispose]();
// Some leave a connection or a timer behind.
process.exit();

async function said(ask: () => Promise<AskedTwice>): Promise<string> {
  try {
    const result = await ask();
    if (isDeepStrictEqual(result, MISS_THEN_HIT)) return "miss, hit";
    process.exitCode = 1;
    return JSON.stringify(result);
  } catch (error) {
    process.exitCode = 1;
    return String(error);
  }
}
