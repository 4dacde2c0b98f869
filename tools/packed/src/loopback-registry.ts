// A registry on loopback that knows what is packed here and nothing else, run as a process of its own: node loopback-registry.ts TARBALL…
// Prints its address. What a newcomer installs must not need anybody else's package.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { basename } from "node:path";
import { runProgram } from "./run-program.ts";

interface Packed {
  readonly manifest: { readonly name: string; readonly version: string };
  readonly bytes: Buffer;
}

/** When everything was published, for package managers that wait with what is new. */
const PUBLISHED = "2026-01-01T00:00:00.000Z";
const packed = new Map(process.argv.slice(2).map((path) => [basename(path), packedAt(path)]));

const server = createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url ?? "/", "http://registry").pathname);
  const file = packed.get(basename(path));
  if (file !== undefined) return void response.end(file.bytes);
  const document = documentOf(path.slice(1), `http://${request.headers.host}`);
  response.writeHead(document === undefined ? 404 : 200, { "content-type": "application/json" });
  response.end(JSON.stringify(document ?? { error: "not found" }));
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object") console.log(`http://127.0.0.1:${address?.port}/`);
});

function packedAt(path: string): Packed {
  const manifest = runProgram("tar", ["-xzOf", path, "package/package.json"], { cwd: "." }).stdout;
  return { manifest: JSON.parse(manifest), bytes: readFileSync(path) };
}

function documentOf(name: string, origin: string): object | undefined {
  for (const [file, { manifest, bytes }] of packed) {
    if (manifest.name !== name) continue;
    const integrity = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
    const shasum = createHash("sha1").update(bytes).digest("hex");
    const dist = { tarball: `${origin}/${name}/-/${file}`, integrity, shasum };
    const { version } = manifest;
    const versions = { [version]: { ...manifest, _id: `${name}@${version}`, dist } };
    // Long ago: package managers may be set to take no version that is new.
    const time = { created: PUBLISHED, modified: PUBLISHED, [version]: PUBLISHED };
    return { name, "dist-tags": { latest: version }, versions, time };
  }
  return undefined;
}
