import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A key and the certificate that goes with it. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}

/** An authority, a server for `localhost` and two clients. */
export interface Certificates {
  readonly authority: string;
  readonly server: Identity;
  readonly clients: readonly [Identity, Identity];
}

const NAMES = "subjectAltName=DNS:localhost,IP:127.0.0.1";
const NEW_KEY = "-newkey rsa:2048 -nodes";

/** Made anew by openssl, so that none is ever too old. */
export function certificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), "rcache-tls-"));
  try {
    writeFileSync(join(folder, "names"), NAMES);
    openssl(folder, `req -x509 ${NEW_KEY} -days 2 -subj /CN=authority -keyout ca.key -out ca.pem`);
    const [server, one, two] = [signed(folder, "localhost"), signed(folder, "one"), signed(folder, "two")];
    return { authority: readFileSync(join(folder, "ca.pem"), "utf8"), server, clients: [one, two] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function signed(folder: string, name: string): Identity {
  openssl(folder, `req ${NEW_KEY} -subj /CN=${name} -keyout ${name}.key -out ${name}.csr`);
  const by = "-CA ca.pem -CAkey ca.key -days 2 -extfile names";
  openssl(folder, `x509 -req -in ${name}.csr ${by} -out ${name}.pem`);
  const [key, cert] = ["key", "pem"].map((kind) => readFileSync(join(folder, `${name}.${kind}`), "utf8"));
  return { key: key ?? "", cert: cert ?? "" };
}

function openssl(folder: string, given: string): void {
  execFileSync("openssl", given.split(" "), { cwd: folder, stdio: "pipe" });
}
