/** The keys of SPIFFE bundles. @module */

import { assertEquals } from "@std/assert";
import { generatePrivateKey, type JsonWebKey } from "@mintmark/oauth";
import { spiffeBundleKeys } from "../../src/trust/spiffe_bundle.ts";
import { remoteJwks } from "../../src/trust/remote_jwks.ts";
import { NOW } from "../fixtures.ts";

const { public_jwk } = await generatePrivateKey("ES256");

function kids(key: JsonWebKey, alg = "ES256"): readonly unknown[] {
  return spiffeBundleKeys({ keys: [key] }).candidates({ alg })
    .map(({ jwk }) => jwk.kid);
}

Deno.test("spiffeBundleKeys JWT-SVID §6.2: keys with use jwt-svid and a key ID verify, and no others", () => {
  const { use: _, alg: __, ...key } = { ...public_jwk, kid: "a" };
  assertEquals(kids({ ...key, use: "jwt-svid" }), ["a"]);
  assertEquals(kids({ ...key, use: "x509-svid" }), []);
  assertEquals(kids({ ...key, use: "sig" }), []);
  assertEquals(kids(key), []);
  const { kid: ___, ...nameless } = key;
  assertEquals(kids({ ...nameless, use: "jwt-svid" }), []);
  assertEquals(kids({ ...nameless, kid: "", use: "jwt-svid" }), []);
});

Deno.test("spiffeBundleKeys JWT-SVID §2.1: EdDSA and ML-DSA are not in its list of algorithms", async () => {
  const { public_jwk } = await generatePrivateKey("EdDSA");
  const { use: _, alg: __, ...key } = { ...public_jwk, kid: "a" };
  assertEquals(kids({ ...key, use: "jwt-svid" }, "EdDSA"), []);
  assertEquals(kids({ ...key, use: "jwt-svid" }, "Ed25519"), []);
});

Deno.test("spiffeBundleKeys: what is no bundle has no keys", () => {
  for (const bundle of [undefined, {}, { keys: 1 }, { keys: [null, 1, "x"] }]) {
    const keys = spiffeBundleKeys(bundle as never);
    assertEquals(keys.candidates({ alg: "ES256" }), [], String(bundle));
  }
});

Deno.test("spiffeBundleKeys: a bundle is read from its endpoint, sequence, hint and certificates included", async () => {
  const { use: _, alg: __, ...key } = { ...public_jwk, kid: "a" };
  const bundle = {
    keys: [
      {
        ...key,
        kid: undefined,
        use: "x509-svid",
        x5c: ["MIIB2DCCAV6gAwIBAgI="],
      },
      { ...key, use: "jwt-svid" },
    ],
    spiffe_sequence: 10,
    spiffe_refresh_hint: 300,
  };
  const set = remoteJwks("https://spire.example.com/bundle", {
    toKeys: spiffeBundleKeys,
    fetch: () => Promise.resolve(Response.json(bundle)),
  });
  const keys = await set.keys({ now: NOW }, "a");
  const found = keys.candidates({ alg: "ES256", kid: "a" });
  assertEquals(found.map(({ jwk }) => jwk.kid), ["a"]);
});
