import { assert, assertEquals } from "@std/assert";
import { createKeyRing, memoryStorage } from "@mintmark/oauth";
import { createVerifier } from "@mintmark/oauth/resource-server";
import {
  claimsOf,
  CLIENT,
  ISSUER,
  NOW,
  post,
  testServer,
} from "../fixtures.ts";
import { API } from "./tokens.ts";

const POLICY = {
  signingSeconds: 1_000,
  leadSeconds: 100,
  refreshSeconds: 10,
  skewSeconds: 5,
  maxAccessTokenSeconds: 60,
};

Deno.test("verify: no token is refused while keys rotate, in the process of the server or beside it", async () => {
  let time = NOW;
  const now = () => time;
  const store = memoryStorage().keys;
  const server = testServer({
    keys: createKeyRing({ store, policy: POLICY }),
    clients: [{ ...CLIENT, default_resource: API }],
    accessTokenSeconds: 60,
    maxAccessTokenSeconds: 60,
    now,
  });
  const verifiers = [server.keys, createKeyRing({ store, policy: POLICY })]
    .map((keys) =>
      createVerifier({ issuer: ISSUER, audience: API, keys, now })
    );
  const kids = new Set<string>();
  for (; time < NOW + 3_500; time += 50) {
    const { body } = await post(server);
    const [header] = body.access_token.split(".");
    kids.add(claimsOf(`.${header}.`).kid);
    for (const { verify } of verifiers) {
      assertEquals((await verify(body.access_token)).sub, "test-client");
    }
  }

  assert(kids.size >= 3, "keys have rotated");
});
