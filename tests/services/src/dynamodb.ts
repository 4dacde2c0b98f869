import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startProcess } from "./child-process.ts";
import { freePort } from "./free-port.ts";
import { install, installed, programOnPath, runCommand } from "./installations.ts";
import type { Missing, ServerKind, Started, Surroundings } from "./service.ts";

const VERSION = "2.6.1";
const INSTALLATION = `dynamodb-local-${VERSION}`;

/** Amazon's DynamoDB Local, in memory. It takes any credentials; each access key and region sees tables of its own. */
export const dynamodb: ServerKind = {
  name: "dynamodb",
  variable: "RCACHE_TEST_DYNAMODB_URL",
  connect: async (url) => {
    await answers(url);
    return { url, version: "DynamoDB of unknown version" };
  },
  compose: { service: "dynamodb", port: 8_000, value: (port) => `http://127.0.0.1:${port}` },
  start: startDynamodb,
};

async function startDynamodb({ mayInstall }: Surroundings): Promise<Started | Missing> {
  const java = programOnPath("java");
  if (java === undefined)
    return {
      because: "there is no java on PATH",
      remedy: "Install Java 17 or newer, or name a running DynamoDB",
    };
  const directory =
    installed(INSTALLATION) ?? (mayInstall ? await install(INSTALLATION, download) : undefined);
  if (directory === undefined)
    return { because: `DynamoDB Local ${VERSION} is not installed`, remedy: "Name a running DynamoDB" };
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const { stop } = await startProcess({
    command: java,
    args: [
      ...["-Djava.library.path=lib", "-cp", "lib/*"],
      "com.amazonaws.services.dynamodbv2.local.main.ServerRunner",
      ...["-port", String(port), "-inMemory", "-disableTelemetry"],
    ],
    cwd: directory,
    probe: () => answers(url),
  });
  return { url, version: `DynamoDB Local ${VERSION}`, stop };
}

/** Whatever it says to a question without a signature, it is there. */
async function answers(url: string): Promise<void> {
  const response = await fetch(url, { method: "POST", signal: AbortSignal.timeout(5_000) });
  await response.arrayBuffer();
}

async function download(directory: string): Promise<void> {
  const pom = join(directory, "pom.xml");
  await writeFile(
    pom,
    `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>rcache.test</groupId><artifactId>dynamodb-local</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>com.amazonaws</groupId><artifactId>DynamoDBLocal</artifactId><version>${VERSION}</version></dependency>
  </dependencies>
</project>
`,
  );
  const goals = ["-q", "-B", "dependency:copy-dependencies", "-DincludeScope=runtime"];
  await runCommand("mvn", [...goals, `-DoutputDirectory=${join(directory, "lib")}`], { cwd: directory });
}
