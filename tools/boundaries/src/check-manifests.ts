import { OPTIONAL_PEERS, PACKAGES } from "./arrows.ts";
import type { Violation } from "./source-file.ts";

/** The fields of a package.json that name other packages, and its own entry. */
export interface Manifest {
  readonly main?: string;
  readonly browser?: string;
  readonly types?: string;
  readonly exports?: { readonly "."?: Readonly<Record<string, unknown>> };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** What is wrong with the manifests of the packages, by the names of their folders. */
export function checkManifests(manifests: ReadonlyMap<string, Manifest>): Violation[] {
  return [...manifests].flatMap(([name, manifest]) => {
    const messages =
      PACKAGES[name] === undefined
        ? ["is not in the table of packages (tools/boundaries/src/arrows.ts)"]
        : [...foreignNames(name, manifest, manifests), ...peersLeftOut(name, manifest, manifests)];
    return [...messages, ...entriesApart(manifest)].map((message) => ({
      path: `packages/${name}/package.json`,
      line: 1,
      message,
    }));
  });
}

/** Dependencies that no arrow allows; for core, any. */
function foreignNames(name: string, manifest: Manifest, manifests: ReadonlyMap<string, Manifest>): string[] {
  const arrows = PACKAGES[name]?.imports ?? [];
  const needed = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });
  const peers = Object.keys(manifest.peerDependencies ?? {});
  const handedOn = new Set(peersOfDependencies(manifest, manifests).map(({ peer }) => peer));
  const wrong = needed.filter((each) => isForeign(each, arrows));
  const wrongPeers = peers.filter(
    (each) => isForeign(each, arrows) && !OPTIONAL_PEERS[name]?.test(each) && !handedOn.has(each),
  );
  const any = name === "core" ? [...needed, ...peers] : [];
  return [...new Set([...wrong, ...wrongPeers, ...any])].map(
    (each) => `@rcache/${name} may not depend on ${each}`,
  );
}

function isForeign(dependency: string, allowed: readonly string[]): boolean {
  const sibling = /^@rcache\/(.+)$/.exec(dependency)?.[1];
  return sibling !== undefined && !allowed.includes(sibling);
}

interface HandedOnPeer {
  readonly dependency: string;
  readonly peer: string;
  readonly optional: boolean;
}

function peersOfDependencies(
  manifest: Manifest,
  manifests: ReadonlyMap<string, Manifest>,
): readonly HandedOnPeer[] {
  return Object.keys(manifest.dependencies ?? {}).flatMap((dependency) => {
    const its = manifests.get(dependency.replace("@rcache/", ""));
    return Object.keys(its?.peerDependencies ?? {}).map((peer) => ({
      dependency,
      peer,
      optional: its?.peerDependenciesMeta?.[peer]?.optional ?? false,
    }));
  });
}

/** Yarn's Plug'n'Play gives a package its peers from whoever depends on it, not from further up: each one in between names them too. */
function peersLeftOut(name: string, manifest: Manifest, manifests: ReadonlyMap<string, Manifest>): string[] {
  const { dependencies, peerDependencies, peerDependenciesMeta } = manifest;
  return peersOfDependencies(manifest, manifests)
    .filter(({ peer, optional }) => {
      if (dependencies?.[peer] !== undefined) return false;
      return (
        peerDependencies?.[peer] === undefined ||
        optional !== (peerDependenciesMeta?.[peer]?.optional ?? false)
      );
    })
    .map(
      ({ dependency, peer, optional }) =>
        `@rcache/${name} must repeat ${peer}, ${optional ? "an optional" : "a"} peer of ${dependency}, for Yarn's Plug'n'Play`,
    );
}

/** What does not read `exports` (Parcel, TypeScript's `moduleResolution: node`) finds the same files by the older fields. */
function entriesApart(manifest: Manifest): string[] {
  const entry = manifest.exports?.["."] ?? {};
  const fields = { main: entry["default"], browser: entry["browser"], types: entry["types"] };
  return Object.entries(fields)
    .filter(([field, file]) => Reflect.get(manifest, field) !== file)
    .map(([field, file]) =>
      file === undefined
        ? `names a "${field}" that "exports" does not name`
        : `"${field}" must be ${String(file)}, as "exports" says`,
    );
}
