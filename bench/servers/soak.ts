// Mintmark until SIGTERM, after which the process must end by itself. It says
// its port, and at each SIGUSR2 how much memory is in use after a collection.
import process from "node:process";
import { ARGUMENTS } from "./arguments.ts";
import { makeMintmark } from "../subjects.ts";

const { Bun, gc } = globalThis as {
  readonly Bun?: { gc(isNow: boolean): void };
  readonly gc?: () => void;
};

const { importSigner, serve } = await import(
  Bun !== undefined
    ? "@mintmark/oauth/bun"
    : "Deno" in globalThis
    ? "@mintmark/oauth/deno"
    : "@mintmark/oauth/node"
);

const server = await makeMintmark(ARGUMENTS.alg, ARGUMENTS.key, {
  client_secrets: [{ hash: ARGUMENTS.client.hash }],
}, {
  signer: await importSigner(ARGUMENTS.alg, ARGUMENTS.key),
  failureMilliseconds: 50,
  // The rest of the failures of each ten seconds is answered with 429.
  failureBudget: { windowSeconds: 10 },
  onEvent: () => {},
});

function tell(): void {
  if (Bun !== undefined) Bun.gc(true);
  else gc?.();
  console.log(process.memoryUsage().heapUsed);
}

const stop = new AbortController();
process.once("SIGTERM", () => stop.abort());
process.on("SIGUSR2", tell);
const { address, finished } = await serve(server, {
  port: 0,
  signal: stop.signal,
});
console.log(address.port);
await finished;
server.close();
process.off("SIGUSR2", tell);
