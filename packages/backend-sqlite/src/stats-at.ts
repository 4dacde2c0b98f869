import { lstatSync, type Stats, statSync } from "node:fs";

/**
 * What stands at a path, or for `link` at the link itself; undefined where nothing does. Below a file there is nothing: Node answers so, while
 * Bun and Deno throw.
 */
export function statsAt(path: string, link?: "link"): Stats | undefined {
  try {
    return (link === undefined ? statSync : lstatSync)(path, { throwIfNoEntry: false });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOTDIR") return undefined;
    throw error;
  }
}
