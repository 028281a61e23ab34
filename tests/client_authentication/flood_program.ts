/**
 * A server as most are set up, under a flood of ids and addresses that are all
 * different. It is run with a small heap, which would not hold them.
 *
 * @module
 */

import {
  cachedClients,
  clientCredentials,
  createAuthorizationServer,
  generateClientSecret,
  generateSigner,
  memoryStorage,
} from "@mintmark/oauth";

const FLOOD = Number(Deno.args[0]);
const AT_ONCE = 100;

/** It stands still, so that nothing fades while a slow machine works. */
const now = () => 1_700_000_000;

const { secret, hash } = generateClientSecret();
const storage = memoryStorage({
  now,
  clients: [{
    client_id: "backend",
    client_secrets: [{ hash, name: "1" }],
    grant_types: ["client_credentials"],
  }],
});
const server = createAuthorizationServer({
  issuer: "https://as.example.com",
  storage: { ...storage, clients: cachedClients(storage.clients) },
  signer: await generateSigner("ES256"),
  grants: [clientCredentials()],
  failureMilliseconds: 0,
  now,
  onEvent: () => {},
});

async function ask(
  client_id: string,
  client_secret: string,
  remoteAddress: string,
): Promise<number> {
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id,
    client_secret,
  });
  const url = "https://as.example.com/token";
  const request = new Request(url, { method: "POST", body });
  const response = await server.handle(request, { remoteAddress });
  await response.body?.cancel();
  return response.status;
}

const hex = (value: number) => value.toString(16);

const statuses: Record<string, number> = {};
const note = (status: number) => statuses[status] = (statuses[status] ?? 0) + 1;

for (let i = 0; i < FLOOD; i += AT_ONCE) {
  const several = Array.from({ length: AT_ONCE }, async (_, j) => {
    const n = i + j;
    // Every second id comes twice, so that it is no mere passer-by.
    const id = `nobody ${n % 4 === 3 ? n - 1 : n}`;
    const network = `2001:db8:${hex(n >> 16)}:${hex(n & 0xffff)}::1`;
    note(await ask(id, `guess ${n}`, network));
  });
  await Promise.all(several);
  // The client that runs is served throughout.
  note(await ask("backend", secret, "10.1.0.1"));
}

// Whoever has failed ten times before is still known.
for (let i = 0; i < 10; i++) await ask("backend", "wrong", "203.0.113.1");
for (let i = 0; i < FLOOD / 10; i++) {
  await ask(`more ${i}`, "wrong", `2001:db9:0:${hex(i)}::1`);
}
const guess = await ask("backend", "wrong", "203.0.113.1");

console.log(JSON.stringify({ statuses, guess }));
