import { type ContenderName, roleOf, serverOf } from "../contenders/contenders.ts";
import type { Bench, Scenario } from "../harness/bench.ts";
import { countTrips } from "../harness/trip-counter.ts";
import type { Bar, Row } from "../report/result.ts";

const BYTES = 10_240;
const COUNT = 50;
const NAMES: readonly ContenderName[] = [
  "rcache Redis",
  "rcache MongoDB",
  "rcache GridFS",
  "rcache DynamoDB",
];
const BARS: readonly Bar[] = [
  { figure: "hitTrips", better: "lower", good: 1 },
  { figure: "missTrips", better: "lower", good: 2 },
];

/** S10: how often a server is asked. */
export const roundTrips: Scenario = {
  id: "s10",
  title: "round trips to the server, counted on the wire: a hit of 10 KB, and a miss that is stored",
  limit: "one for a look-up and one for a store",
  columns: [
    { figure: "hitTrips", label: "trips a hit", digits: 2 },
    { figure: "missTrips", label: "trips a miss + store", digits: 2 },
  ],
  async run(bench) {
    const rows: Row[] = [];
    for (const name of await bench.available(NAMES)) rows.push(await rowOf(bench, name));
    return rows;
  },
};

async function rowOf(bench: Bench, name: ContenderName): Promise<Row> {
  const kind = serverOf(name);
  const server = kind && (await bench.servers.urlOf(kind));
  if (server === undefined) throw new Error(`${name} has no server`);
  await using counter = await countTrips(server);
  await using contestant = await bench.start(name, bench.directory(), quietly(counter.url));
  const read = async (from: number, to: number): Promise<number> => {
    const before = counter.trips();
    for (let i = from; i < to; i += 1) {
      // One by one: the store of an answer and the look-up of the next would share a trip.
      const reading = { urls: [bench.origin.urlOf("plain", BYTES, i)], bytes: BYTES };
      const { wrong } = await contestant.obey({ kind: "each", reading });
      if (wrong > 0) throw new Error(`${name}: the body of ${reading.urls[0]} is wrong`);
    }
    return (counter.trips() - before) / (to - from);
  };
  // The first ones connect, and teach the server what it has to know.
  await read(0, 5);
  const missTrips = await read(5, 5 + COUNT);
  const hitTrips = await read(5, 5 + COUNT);
  return { contender: name, role: roleOf(name), figures: { hitTrips, missTrips }, bars: BARS };
}

/** What a driver asks by itself from time to time is not asked meanwhile. */
function quietly(url: string): string {
  return url.startsWith("mongodb:") ? `${url}/?heartbeatFrequencyMS=600000&serverMonitoringMode=poll` : url;
}
