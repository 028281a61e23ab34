/** Clients with JWT-SVIDs. @module */

import { assertEquals } from "@std/assert";
import type { Client } from "@mintmark/oauth";
import { NOW } from "../fixtures.ts";
import { KEY, platformToken } from "../trust/external_issuer.ts";
import { reasonOf } from "./assertions.ts";
import { reports, server, statusOf } from "./issuer_clients.ts";

const SPIFFE_TYPE = {
  client_id: "reports",
  client_assertion_type:
    "urn:ietf:params:oauth:client-assertion-type:jwt-spiffe",
};

function workload(use = "jwt-svid"): Client {
  return reports({
    issuer: "spiffe://prod.example.com",
    claims: { sub: "spiffe://prod.example.com/ns/billing/sa/*" },
    jwks: {
      keys: [{ ...KEY.public_jwk, kid: KEY.kid, alg: undefined!, use }].map(
        ({ alg: _, ...key }) => key,
      ),
    },
  });
}

const SVID = {
  iss: undefined,
  sub: "spiffe://prod.example.com/ns/billing/sa/reports",
};

Deno.test("spiffe_jwt draft §3.1: a JWT-SVID authenticates, whatever its iss, and the trust domain is its issuer", async () => {
  const under = server(workload());
  for (const iss of [undefined, "https://oidc.example.com"]) {
    const token = await platformToken({ ...SVID, iss, exp: NOW + 300 });
    assertEquals(await statusOf(under, token, SPIFFE_TYPE), 200);
  }
  assertEquals(
    await statusOf(
      under,
      await platformToken(SVID, { typ: "JOSE" }),
      SPIFFE_TYPE,
    ),
    200,
  );
});

Deno.test("spiffe_jwt JWT-SVID §2.1: an algorithm that is not of its list is refused", async () => {
  const under = server(workload());
  const token = await platformToken(SVID, { alg: "EdDSA" });
  assertEquals(await statusOf(under, token, SPIFFE_TYPE), 401);
  assertEquals(reasonOf(under), "assertion_alg_not_allowed");
});

Deno.test("spiffe_jwt: another trust domain, path or use of the key is refused", async () => {
  for (
    const [reason, sub, use] of [
      [
        "assertion_issuer_not_trusted",
        "spiffe://dev.example.com/ns/billing/sa/x",
      ],
      [
        "assertion_issuer_not_trusted",
        "https://prod.example.com/ns/billing/sa/x",
      ],
      [
        "assertion_claim_not_trusted",
        "spiffe://prod.example.com/ns/x/sa/reports",
      ],
      [
        "assertion_claim_not_trusted",
        "spiffe://prod.example.com/ns/billing/sa/a/b",
      ],
      ["assertion_key_unknown", SVID.sub, "x509-svid"],
      ["assertion_key_unknown", SVID.sub, "sig"],
    ] as const
  ) {
    const under = server(workload(use));
    const token = await platformToken({ ...SVID, sub });
    assertEquals(await statusOf(under, token, SPIFFE_TYPE), 401, sub);
    assertEquals(reasonOf(under), reason);
  }
});
