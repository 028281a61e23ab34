/**
 * What a flood of unknown client ids costs, against one signature: both in
 * process, in turns, by processor time. Runs on Deno as it is, and on Node and
 * Bun through `packed.ts`. Ends with 1 where the flood costs more.
 *
 * @module
 */

import {
  clientCredentials,
  createAuthorizationServer,
  generateSigner,
  memoryStorage,
  type Signer,
} from "@mintmark/oauth";
import process from "node:process";
import { formOf } from "./secret_clients.ts";
import { median, quartiles } from "./statistics.ts";

const ROUNDS = 15;
const REQUESTS = 2_000;

const signer = await generateSigner("EdDSA");
const server = createAuthorizationServer({
  issuer: "https://as.example.com",
  storage: memoryStorage(),
  signer,
  grants: [clientCredentials()],
  failureBudget: false,
  onEvent: () => {},
});

async function cpuMicroseconds(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / REQUESTS;
}

let count = 0;

/** Many at once, since each waits for the moment of its answer. */
async function flood(): Promise<void> {
  await Promise.all(Array.from({ length: REQUESTS }, async () => {
    const body = new TextEncoder().encode(formOf(`nobody-${count++}`, "guess"));
    const headers = new Map([
      ["content-type", "application/x-www-form-urlencoded"],
      ["content-length", String(body.length)],
    ]);
    const answer = await server.handleExchange({
      method: "POST",
      url: "https://as.example.com/token",
      header: (name) => headers.get(name) ?? null,
      readAll: () => Promise.resolve(body),
      readPieces: () => null,
    }, {});
    if (answer?.status !== 401) throw new Error(`answered ${answer?.status}`);
  }));
}

const DATA = new Uint8Array(400);
const { signal } = new AbortController();

async function sign(signer: Signer): Promise<void> {
  for (let i = 0; i < REQUESTS; i++) await signer.sign(DATA, signal);
}

const floods: number[] = [];
const signatures: number[] = [];
for (let round = -3; round < ROUNDS; round++) {
  const unknown = await cpuMicroseconds(flood);
  const signature = await cpuMicroseconds(() => sign(signer));
  if (round < 0) continue;
  floods.push(unknown);
  signatures.push(signature);
}
console.log(
  `unknown client id ${quartiles(floods, 1)} µs, one EdDSA signature ` +
    `${quartiles(signatures, 1)} µs of processor`,
);
server.close();
process.exit(median(floods) < median(signatures) ? 0 : 1);
