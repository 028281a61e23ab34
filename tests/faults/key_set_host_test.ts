/** The host of a client's key set that goes away and comes back. @module */

import { assertEquals } from "@std/assert";
import { clientKeySets, type FetchKeySet } from "@mintmark/oauth";
import {
  assertion,
  formOf,
  KEY,
  KEYED,
  keyedServer,
  reasonOf,
} from "../client_authentication/assertions.ts";
import { CLIENT, NOW, post } from "../fixtures.ts";

const JWKS_URI = "https://keys.example.com/jwks";

Deno.test("a host of keys whose name does not resolve: its clients go on with the keys that are known for an hour, others are not touched, and all is well when it is back", async () => {
  let now = NOW;
  let isDown = false;
  const fetch: FetchKeySet = () =>
    Promise.resolve(Response.json({ keys: [KEY.public_jwk] }));
  const { jwks: _, ...rest } = KEYED;
  const server = keyedServer({
    clients: [{ ...rest, jwks_uri: JWKS_URI }, CLIENT],
    clientKeySets: clientKeySets({
      fetch,
      resolve: () =>
        isDown
          ? Promise.reject(new Error("getaddrinfo EAI_AGAIN keys.example.com"))
          : Promise.resolve(["93.184.215.14"]),
    }),
    now: () => now,
  });
  const ask = async () => {
    const claims = { iat: now, exp: now + 60 };
    return (await post(server, formOf(await assertion({ claims })))).status;
  };
  assertEquals(await ask(), 200);
  isDown = true;
  // Fresh for ten minutes, and good for an hour more.
  for (const seconds of [590, 20, 1_800, 1_700]) {
    now += seconds;
    assertEquals(await ask(), 200, `${now - NOW}`);
  }
  now += 200;
  assertEquals(await ask(), 401);
  assertEquals(reasonOf(server)?.startsWith("key_set_"), true);
  assertEquals((await post(server)).status, 200);
  isDown = false;
  now += 11;
  assertEquals(await ask(), 200);
});
