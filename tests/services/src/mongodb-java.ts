import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProcess } from "./child-process.ts";
import { freePort } from "./free-port.ts";
import { install, installed, programOnPath, runCommand } from "./installations.ts";
import { portAnswers } from "./port-answers.ts";
import {
  isMissing,
  type Location,
  type Missing,
  type ServerKind,
  type Started,
  type Surroundings,
} from "./service.ts";

const VERSION = "1.47.0";
const INSTALLATION = `mongo-java-server-${VERSION}-and-h2`;

/** mongo-java-server, in memory: it speaks MongoDB's protocol, takes TTL indexes without acting on them, and knows no transactions. */
export const mongodbJava: ServerKind = {
  name: "mongodb-java",
  variable: "RCACHE_TEST_MONGODB_JAVA_URL",
  connect: connectTo,
  start: (around) => startMongodbJava(around),
};

/** The same over a file of H2, which it reads and writes documents from and to. */
export const mongodbH2: ServerKind = {
  name: "mongodb-h2",
  variable: "RCACHE_TEST_MONGODB_H2_URL",
  connect: connectTo,
  async start(around) {
    const directory = await mkdtemp(join(tmpdir(), "rcache-mongo-h2-"));
    const started = await startMongodbJava(around, join(directory, "store"));
    if (isMissing(started)) return started;
    const stop = async (): Promise<void> => {
      await started.stop();
      await rm(directory, { recursive: true, force: true });
    };
    return { ...started, stop };
  },
};

async function connectTo(url: string): Promise<Location> {
  await portAnswers(url);
  return { url, version: "mongo-java-server of unknown version" };
}

/** @param file that H2 keeps everything in; without one, it is kept in memory */
export async function startMongodbJava(
  { mayInstall }: Surroundings,
  file?: string,
): Promise<Started | Missing> {
  const java = programOnPath("java");
  if (java === undefined)
    return {
      because: "there is no java on PATH",
      remedy: "Install a JDK 17 or newer, or name a running one",
    };
  const directory =
    installed(INSTALLATION) ?? (mayInstall ? await install(INSTALLATION, download) : undefined);
  if (directory === undefined)
    return { because: `mongo-java-server ${VERSION} is not installed`, remedy: "Name a running one" };
  const port = await freePort();
  const url = `mongodb://127.0.0.1:${port}`;
  const sources = await mkdtemp(join(tmpdir(), "rcache-mongo-java-"));
  try {
    const main = join(sources, "Main.java");
    await writeFile(main, MAIN);
    const { stop } = await startProcess({
      command: java,
      args: ["-cp", "lib/*", main, String(port), ...(file === undefined ? [] : [file])],
      cwd: directory,
      probe: () => portAnswers(url),
    });
    const where = file === undefined ? "in memory" : "over H2";
    return { url, version: `mongo-java-server ${VERSION} ${where}`, stop };
  } finally {
    await rm(sources, { recursive: true, force: true });
  }
}

/** Its own highest wire version is 8, whatever version it is told to be; the driver wants 9. What it does is enough for that. */
const MAIN = `
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.AbstractMongoBackend;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.List;

public class Main {
  public static void main(String[] args) {
    AbstractMongoBackend backend = args.length > 1 ? new H2Backend(args[1]) : new MemoryBackend();
    backend.version(new MongoVersion() {
      public List<Integer> getVersionArray() { return List.of(5, 0, 0); }
      public int getWireVersion() { return 13; }
    });
    MongoServer server = new MongoServer(backend);
    // Else what was written in the last second would not be in the file.
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
    server.bind("127.0.0.1", Integer.parseInt(args[0]));
  }
}
`;

async function download(directory: string): Promise<void> {
  await writeFile(
    join(directory, "pom.xml"),
    `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>rcache.test</groupId><artifactId>mongo-java-server</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>de.bwaldvogel</groupId><artifactId>mongo-java-server</artifactId><version>${VERSION}</version></dependency>
    <dependency><groupId>de.bwaldvogel</groupId><artifactId>mongo-java-server-h2-backend</artifactId><version>${VERSION}</version></dependency>
  </dependencies>
</project>
`,
  );
  const goals = ["-q", "-B", "dependency:copy-dependencies", "-DincludeScope=runtime"];
  await runCommand("mvn", [...goals, `-DoutputDirectory=${join(directory, "lib")}`], { cwd: directory });
}
