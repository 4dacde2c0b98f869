import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProcess } from "./child-process.ts";
import { freePort } from "./free-port.ts";
import { install, installed, programOnPath, runCommand } from "./installations.ts";
import { portAnswers } from "./port-answers.ts";
import type { Missing, ServerKind, Started, Surroundings } from "./service.ts";

const VERSION = "1.24.2";
const INSTALLATION = `ferretdb-${VERSION}`;

/** FerretDB on SQLite: it refuses TTL indexes and nested lists, and finds quickly by `_id` only. */
export const ferretdb: ServerKind = {
  name: "ferretdb",
  variable: "RCACHE_TEST_FERRETDB_URL",
  connect: async (url) => {
    await portAnswers(url);
    return { url, version: "FerretDB of unknown version" };
  },
  start: startFerretdb,
};

async function startFerretdb({ mayInstall }: Surroundings): Promise<Started | Missing> {
  const there = installed(INSTALLATION);
  if (there === undefined && mayInstall && programOnPath("go") === undefined)
    return {
      because: "there is no go on PATH to build FerretDB with",
      remedy: "Install Go 1.22 or newer, or name a running one",
    };
  const directory = there ?? (mayInstall ? await install(INSTALLATION, build) : undefined);
  if (directory === undefined)
    return { because: `FerretDB ${VERSION} is not installed`, remedy: "Name a running one" };
  const port = await freePort();
  const url = `mongodb://127.0.0.1:${port}`;
  const data = await mkdtemp(join(tmpdir(), "rcache-ferretdb-"));
  const discard = (): Promise<void> => rm(data, { recursive: true, force: true });
  try {
    const server = await startProcess({
      command: join(directory, "ferretdb"),
      args: [`127.0.0.1:${port}`, `file:${data}/`],
      cwd: data,
      probe: () => portAnswers(url),
    });
    return { url, version: `FerretDB ${VERSION} (SQLite)`, stop: () => server.stop().then(discard) };
  } catch (error) {
    await discard();
    throw error;
  }
}

/** The command of the project cannot be installed (its version file is made by its own build), so that this is one around its library. */
async function build(directory: string): Promise<void> {
  const goMod = `module rcache.test/ferretdb\n\ngo 1.22\n\nrequire github.com/FerretDB/FerretDB v${VERSION}\n`;
  await writeFile(join(directory, "go.mod"), goMod);
  await writeFile(join(directory, "main.go"), MAIN);
  await runCommand("go", ["build", "-mod=mod", "-o", "ferretdb", "."], {
    cwd: directory,
    timeoutMs: 900_000,
  });
}

const MAIN = `package main

import (
	"context"
	"log"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	f, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: os.Args[1]},
		Handler:   "sqlite",
		SQLiteURL: os.Args[2],
		Logger:    slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := f.Run(ctx); err != nil {
		log.Fatal(err)
	}
}
`;
