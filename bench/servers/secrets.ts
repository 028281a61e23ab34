// Measures tokens per second in process, then serves and says its port; runs on
// Deno, Bun and Node. Its argument: how many workers hash, 0 for none.
import {
  type AuthorizationServer,
  bcrypt,
  clientCredentials,
  createAuthorizationServer,
  generateSigner,
  memoryStorage,
  sha256,
} from "@mintmark/oauth";
import process from "node:process";
import { formOf, SECRET, secretClients } from "../secret_clients.ts";
import { median } from "../statistics.ts";

const ISSUER = "https://as.example.com";
const IN_FLIGHT = 16;
const WARM_ROUNDS = 21;
const WARM_REQUESTS = 500;
const COLD_REQUESTS = 60;

const workers = Number(process.argv[2]);
const { generated, chosen } = await secretClients();
const signer = await generateSigner("EdDSA");

function makeServer(maxClients: number): AuthorizationServer {
  return createAuthorizationServer({
    issuer: ISSUER,
    storage: memoryStorage({ clients: [generated.client, ...chosen] }),
    signer,
    grants: [clientCredentials()],
    hashers: [bcrypt({ workers, maxQueued: 10_000 }), sha256()],
    verifiedSecrets: { maxClients },
    failureBudget: false,
    onEvent: () => {},
  });
}

async function rate(
  server: AuthorizationServer,
  requests: number,
  formOfTurn: (turn: number) => string,
): Promise<number> {
  let next = 0;
  const start = performance.now();
  await Promise.all(Array.from({ length: IN_FLIGHT }, async () => {
    while (next < requests) {
      const response = await server.handleTokenRequest(
        new Request(`${ISSUER}/token`, {
          method: "POST",
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body: formOfTurn(next++),
        }),
      );
      if (response.status !== 200) throw new Error(await response.text());
      await response.text();
    }
  }));
  return requests * 1_000 / (performance.now() - start);
}

const warm = makeServer(10_000);
const sha256Form = formOf("generated", generated.secret);
const bcryptForm = formOf("chosen-0", SECRET);
const rates = { sha256: [] as number[], bcrypt: [] as number[] };
for (let round = -2; round < WARM_ROUNDS; round++) {
  const turns = [
    ["sha256", sha256Form],
    ["bcrypt", bcryptForm],
  ] as const;
  for (const [name, form] of round % 2 === 0 ? turns : turns.toReversed()) {
    const measured = await rate(warm, WARM_REQUESTS, () => form);
    if (round >= 0) rates[name].push(measured);
  }
}
warm.close();

// One client is remembered and all take turns: every request is hashed.
const cold = makeServer(1);
const uncached = await rate(
  cold,
  COLD_REQUESTS,
  (turn) => formOf(`chosen-${turn % chosen.length}`, SECRET),
);
cold.close();

const { serve } = await import(
  "Bun" in globalThis
    ? "@mintmark/oauth/bun"
    : "Deno" in globalThis
    ? "@mintmark/oauth/deno"
    : "@mintmark/oauth/node"
);
const { address } = await serve(makeServer(10_000), { port: 0 });
console.log(JSON.stringify({
  port: address.port,
  sha256: median(rates.sha256),
  warm: median(rates.bcrypt),
  ratio: median(rates.bcrypt.map((r, round) => r / rates.sha256[round]!)),
  uncached,
}));
