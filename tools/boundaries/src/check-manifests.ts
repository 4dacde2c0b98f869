import { OPTIONAL_PEERS, PACKAGES } from "./arrows.ts";
import type { Violation } from "./source-file.ts";

/** The fields of a package.json that name other packages. */
export interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Dependencies that no arrow allows; for core, any. */
export function checkManifest(name: string, manifest: Manifest): Violation[] {
  const path = `packages/${name}/package.json`;
  const arrows = PACKAGES[name];
  if (!arrows)
    return [{ path, line: 1, message: "is not in the table of packages (tools/boundaries/src/arrows.ts)" }];
  const needed = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });
  const peers = Object.keys(manifest.peerDependencies ?? {});
  const wrong = needed.filter((each) => isForeign(each, arrows.imports));
  const wrongPeers = peers.filter(
    (each) => isForeign(each, arrows.imports) && !OPTIONAL_PEERS[name]?.test(each),
  );
  const any = name === "core" ? [...needed, ...peers] : [];
  return [...new Set([...wrong, ...wrongPeers, ...any])].map((each) => ({
    path,
    line: 1,
    message: `@rcache/${name} may not depend on ${each}`,
  }));
}

function isForeign(dependency: string, allowed: readonly string[]): boolean {
  const sibling = /^@rcache\/(.+)$/.exec(dependency)?.[1];
  return sibling !== undefined && !allowed.includes(sibling);
}
