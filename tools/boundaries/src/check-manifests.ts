import { posix } from "node:path";
import { DOORS, OPTIONAL_PEERS, PACKAGES } from "./arrows.ts";
import type { Violation } from "./source-file.ts";

/** Where one door leads, by condition. */
type Entry = Readonly<Record<string, string>>;

/** The fields of a package.json that name other packages, and its own entry. */
export interface Manifest {
  readonly main?: string;
  readonly browser?: string;
  readonly types?: string;
  readonly exports?: Readonly<Record<string, Entry>>;
  readonly publishConfig?: { readonly exports?: Manifest["exports"] };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/**
 * What is wrong with the manifests of the packages, by the names of their folders.
 *
 * @param doors the manifests one folder further down, by names such as `core/backend`
 */
export function checkManifests(
  manifests: ReadonlyMap<string, Manifest>,
  doors: ReadonlyMap<string, Manifest>,
): Violation[] {
  return [...manifests].flatMap(([name, manifest]) => {
    const messages =
      PACKAGES[name] === undefined
        ? ["is not in the table of packages (tools/boundaries/src/arrows.ts)"]
        : [...foreignNames(name, manifest, manifests), ...peersLeftOut(name, manifest, manifests)];
    return [...messages, ...doorsApart(name, manifest, doors), ...publishedOtherwise(manifest)].map(
      (message) => ({
        path: `packages/${name}/package.json`,
        line: 1,
        message,
      }),
    );
  });
}

/** Sources are not published, and so is nothing that leads to them; else, a package is published as it stands here. */
function publishedOtherwise({ exports = {}, publishConfig }: Manifest): string[] {
  const doors = Object.entries(exports).map(([door, entry]) => {
    const conditions = typeof entry === "string" ? entry : withoutSource(entry);
    return [door, conditions] as const;
  });
  const isSame =
    JSON.stringify(Object.fromEntries(doors)) === JSON.stringify(publishConfig?.exports ?? exports);
  return isSame ? [] : ["its publishConfig.exports are not its exports without @rcache/source"];
}

function withoutSource(entry: Entry): Entry {
  return Object.fromEntries(Object.entries(entry).filter(([condition]) => condition !== "@rcache/source"));
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
  return sibling !== undefined && !allowed.some((arrow) => arrow.split("/")[0] === sibling);
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

/**
 * What does not read `exports` (Parcel, TypeScript's `moduleResolution: node`) finds the same files by the older fields. Those of another door
 * stand in a manifest of its own, in a folder with the door's name.
 */
function doorsApart(name: string, manifest: Manifest, doors: ReadonlyMap<string, Manifest>): string[] {
  const { ".": own, "./package.json": _, ...others } = manifest.exports ?? {};
  const messages = Object.entries(others).flatMap(([subpath, entry]) => {
    const door = posix.join(name, subpath);
    if (!DOORS.has(door))
      return [`"exports" names ${subpath}, which is no door (tools/boundaries/src/arrows.ts)`];
    return fieldsApart(entry, doors.get(door) ?? {}, "..").map(
      (message) => `${subpath}/package.json: ${message}`,
    );
  });
  return [...fieldsApart(own ?? {}, manifest, "."), ...messages];
}

/** @param up from the manifest's folder to the package's */
function fieldsApart(entry: Entry, manifest: Manifest, up: string): string[] {
  const fields = { main: entry["default"], browser: entry["browser"], types: entry["types"] };
  return Object.entries(fields).flatMap(([field, file]) => {
    const expected = file === undefined ? undefined : `${up}${file.slice(1)}`;
    if (Reflect.get(manifest, field) === expected) return [];
    return expected === undefined
      ? [`names a "${field}" that "exports" does not name`]
      : [`"${field}" must be ${expected}, as "exports" says`];
  });
}
