/**
 * How many microseconds Mintmark adds to the floor, in process and without a
 * socket: one request after the other, the two in turns within each round, so
 * that whatever disturbs a round disturbs both.
 *
 * Runs on Deno as it is, and on Node and Bun through `packed.ts`.
 *
 * @module
 */

import process from "node:process";
import { parseArgs } from "node:util";
import { median, quartiles } from "./statistics.ts";
import {
  type Algorithm,
  FORM,
  ISSUER,
  makeFloor,
  makeHandler,
  makeKey,
  makeMintmark,
  tokenRequest,
} from "./subjects.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "101" },
    bar: { type: "string" },
  },
});

const ROUNDS = Number(values.rounds);
const WARM_UP = ROUNDS;
const REQUESTS = 100;

const BODY = new TextEncoder().encode(FORM);

type Once = () => Promise<unknown>;

/** Microseconds per request: on the wall, and of the processors. */
interface Cost {
  readonly wall: number;
  readonly cpu: number;
}

async function cost(once: Once): Promise<Cost> {
  const cpuStart = process.cpuUsage();
  const start = performance.now();
  for (let i = 0; i < REQUESTS; i++) await once();
  const wall = (performance.now() - start) * 1_000;
  const { user, system } = process.cpuUsage(cpuStart);
  return { wall: wall / REQUESTS, cpu: (user + system) / REQUESTS };
}

/** Prints a comparison, and says which part of the floor is added to it. */
async function compare(
  name: string,
  floor: Once,
  ours: Once,
): Promise<number> {
  const floors: Cost[] = [];
  const added: Cost[] = [];
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const isFloorFirst = round % 2 === 0;
    const first = await cost(isFloorFirst ? floor : ours);
    const second = await cost(isFloorFirst ? ours : floor);
    if (round < 0) continue;
    const [least, most] = isFloorFirst ? [first, second] : [second, first];
    floors.push(least);
    added.push({ wall: most.wall - least.wall, cpu: most.cpu - least.cpu });
  }
  const row = (["wall", "cpu"] as const).map((clock) =>
    `${clock}: floor ${quartiles(floors.map((cost) => cost[clock]), 1)}, ` +
    `added ${quartiles(added.map((cost) => cost[clock]), 1)}`
  );
  console.log(`${name}\n  ${row.join("\n  ")}`);
  return median(added.map(({ cpu }) => cpu)) /
    median(floors.map(({ cpu }) => cpu));
}

/** The same request as a listener of `node:http` hands it in. */
const EXCHANGE_HEADERS = new Map([
  ["content-type", "application/x-www-form-urlencoded"],
  ["content-length", String(FORM.length)],
]);
const exchange = {
  method: "POST",
  url: `${ISSUER}/token`,
  header: (name: string) => EXCHANGE_HEADERS.get(name) ?? null,
  readAll: () => Promise.resolve(BODY),
  readPieces: () => null,
};

for (const alg of ["EdDSA", "ES256"] satisfies Algorithm[]) {
  const jwk = await makeKey(alg);
  const floor = await makeFloor(alg, jwk);
  const floorHandler = await makeHandler("floor", alg, jwk);
  const server = await makeMintmark(alg, jwk);
  const { status } = await server.handleTokenRequest(tokenRequest());
  if (status !== 200) throw new Error(`answered ${status}`);
  await compare(
    `${alg}, Request to Response`,
    async () => await (await floorHandler(tokenRequest())).text(),
    async () => await (await server.handleTokenRequest(tokenRequest())).text(),
  );
  const part = await compare(
    `${alg}, without Fetch objects`,
    () => floor(FORM),
    async () => await server.handleExchange(exchange, {}),
  );
  server.close();
  if (values.bar === undefined) continue;
  const isMissed = !(part <= Number(values.bar));
  console.log(`  ${part.toFixed(2)} of the floor, at most ${values.bar}`);
  // The rows of the other algorithm say the same of a longer signature.
  process.exit(isMissed ? 1 : 0);
}
process.exit();
