// What `node --import @rcache/patch/register` and `node --require @rcache/patch/register` load before the program.
import { environmentOptions } from "./environment.ts";
import { installCache } from "./install-cache.ts";

const { options, unknown } = environmentOptions(process.env);
for (const { message, remedy, code } of unknown) process.emitWarning(`${message}. ${remedy}`, { code });
installCache(options);
