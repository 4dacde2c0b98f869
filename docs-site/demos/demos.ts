import conditional from "./code/conditional.ts?raw";
import expiryByUrl from "./code/expiry-by-url.ts?raw";
import firstAndSecond from "./code/first-and-second.ts?raw";
import originDown from "./code/origin-down.ts?raw";
import overAReload from "./code/over-a-reload.ts?raw";
import staleWhileRevalidate from "./code/stale-while-revalidate.ts?raw";
import stampede from "./code/stampede.ts?raw";
import tags from "./code/tags.ts?raw";
import tiers from "./code/tiers.ts?raw";
import twoUsers from "./code/two-users.ts?raw";
import vary from "./code/vary.ts?raw";

/** The code of every live demo, by the name of its page. */
export const DEMOS: Readonly<Record<string, string>> = {
  "first-and-second": firstAndSecond,
  "expiry-by-url": expiryByUrl,
  "stale-while-revalidate": staleWhileRevalidate,
  stampede,
  "origin-down": originDown,
  "two-users": twoUsers,
  vary,
  conditional,
  tags,
  tiers,
  "over-a-reload": overAReload,
};
