import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProcess } from "./child-process.ts";
import { freePort } from "./free-port.ts";
import { install, installed, programOnPath, runCommand } from "./installations.ts";
import { portAnswers } from "./port-answers.ts";
import type { Missing, ServerKind, Started, Surroundings } from "./service.ts";

const VERSION = "1.47.0";
const INSTALLATION = `mongo-java-server-${VERSION}`;

/** mongo-java-server, in memory: it speaks MongoDB's protocol, takes TTL indexes without acting on them, and knows no transactions. */
export const mongodbJava: ServerKind = {
  name: "mongodb-java",
  variable: "RCACHE_TEST_MONGODB_JAVA_URL",
  connect: async (url) => {
    await portAnswers(url);
    return { url, version: "mongo-java-server of unknown version" };
  },
  start: startMongodbJava,
};

async function startMongodbJava({ mayInstall }: Surroundings): Promise<Started | Missing> {
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
      args: ["-cp", "lib/*", main, String(port)],
      cwd: directory,
      probe: () => portAnswers(url),
    });
    return { url, version: `mongo-java-server ${VERSION}`, stop };
  } finally {
    await rm(sources, { recursive: true, force: true });
  }
}

/** Its own highest wire version is 8, whatever version it is told to be; the driver wants 9. What it does is enough for that. */
const MAIN = `
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.List;

public class Main {
  public static void main(String[] args) {
    MemoryBackend backend = new MemoryBackend();
    backend.version(new MongoVersion() {
      public List<Integer> getVersionArray() { return List.of(5, 0, 0); }
      public int getWireVersion() { return 13; }
    });
    new MongoServer(backend).bind("127.0.0.1", Integer.parseInt(args[0]));
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
  </dependencies>
</project>
`,
  );
  const goals = ["-q", "-B", "dependency:copy-dependencies", "-DincludeScope=runtime"];
  await runCommand("mvn", [...goals, `-DoutputDirectory=${join(directory, "lib")}`], { cwd: directory });
}
