import { createWorld, type TimelineRow, type World } from "./demo.ts";
import { stripTypes } from "./strip-types.ts";

/** The packages that a demo may import: loaded once, with the first run. */
const PACKAGES: Readonly<Record<string, () => Promise<object>>> = {
  "@rcache/core": () => import("@rcache/core"),
  "@rcache/fetch": () => import("@rcache/fetch"),
  "@rcache/backend-memory": () => import("@rcache/backend-memory"),
  "@rcache/backend-indexeddb": () => import("@rcache/backend-indexeddb"),
};

/** Where modules made of text find what they export. */
const SHELF = "__rcacheModules";
const shelf: Record<string, object> = {};
const addresses = new Map<string, string>();

/** Runs the code of a demo as a module in the page. Rejects with what it throws. */
export async function runCode(code: string, tell: (row: TimelineRow) => void): Promise<void> {
  Reflect.set(globalThis, SHELF, shelf);
  for (const [name, load] of Object.entries(PACKAGES)) {
    if (code.includes(name) && !addresses.has(name)) addresses.set(name, shelved(name, await load()));
  }
  const world: World = createWorld(tell);
  const worldAddress = shelved(`demo ${crypto.randomUUID()}`, world);
  const script = stripTypes(code, (specifier) => {
    if (specifier === "demo") return worldAddress;
    const address = addresses.get(specifier);
    if (address !== undefined) return address;
    throw new Error(
      `A demo cannot import "${specifier}". There are: demo, ${Object.keys(PACKAGES).join(", ")}.`,
    );
  });
  // On the first line, so that lines keep their numbers.
  const address = moduleOf(`import { console } from ${JSON.stringify(worldAddress)}; ${script}`);
  try {
    await import(/* @vite-ignore */ address);
  } finally {
    URL.revokeObjectURL(address);
    URL.revokeObjectURL(worldAddress);
  }
}

/** The address of a module that exports what an object has. */
function shelved(name: string, module: object): string {
  shelf[name] = module;
  const names = Object.keys(module).filter((each) => each !== "default");
  return moduleOf(`export const { ${names.join(", ")} } = globalThis.${SHELF}[${JSON.stringify(name)}];`);
}

function moduleOf(text: string): string {
  return URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
}
