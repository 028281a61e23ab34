import { assertEquals, assertRejects } from "@std/assert";
import { parseConfiguration } from "../../../src/cli/configuration/load_configuration.ts";
import { dataOptions } from "../../../src/cli/configuration/server_options.ts";
import { generatePrivateKey, KeySetError } from "../../../mod.ts";
import { keySetServer } from "../../trust/key_set_server.ts";

async function keySetsOf(written: unknown) {
  const text = JSON.stringify({ issuer: "https://a", ...written as object });
  return dataOptions(await parseConfiguration(text, "x", {})).clientKeySets!;
}

Deno.test("limits.allowPrivateAddress: key sets of clients are fetched from loopback by http, and only with it", async () => {
  const { public_jwk } = await generatePrivateKey("ES256");
  await using host = keySetServer(() => Response.json({ keys: [public_jwk] }));
  const moment = { now: 1_800_000_000 };
  const allowing = await keySetsOf({ limits: { allowPrivateAddress: true } });
  const usual = await keySetsOf({});

  await allowing.keys(host.url, moment);
  await allowing.keys(host.url, moment);

  assertEquals([host.asked.length, allowing.size], [1, 1]);
  await assertRejects(() => usual.keys(host.url, moment), KeySetError);
  assertEquals(host.asked.length, 1);
});

Deno.test("limits.allowPrivateAddress: hosts outside of jwksHosts, http elsewhere and what is no URL stay refused", async () => {
  const moment = { now: 1_800_000_000 };
  const listed = await keySetsOf({
    limits: { allowPrivateAddress: true },
    clientKeySets: { jwksHosts: ["keys.example.com"] },
  });
  const open = await keySetsOf({ limits: { allowPrivateAddress: true } });

  for (const url of ["https://127.0.0.1/jwks", "https://10.0.0.1/"]) {
    await assertRejects(() => listed.keys(url, moment), KeySetError);
  }
  for (const url of ["http://10.0.0.1/jwks", "nothing", "file:///etc/passwd"]) {
    await assertRejects(() => open.keys(url, moment), KeySetError);
  }
});
