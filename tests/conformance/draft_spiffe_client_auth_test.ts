import { assertEquals } from "@std/assert";
import type { Client } from "@mintmark/oauth";
import { formOf } from "../client_authentication/assertions.ts";
import { reports, server } from "../client_authentication/issuer_clients.ts";
import { type Answered, claimsOf, ISSUER, NOW, post } from "../fixtures.ts";
import { KEY, platformToken } from "../trust/external_issuer.ts";
import { metadata } from "./black_box.ts";
import { type Conformance, conformance } from "./requirement.ts";

const ID = "spiffe://prod.example.com/billing/reports";

function workload(use = "jwt-svid"): Client {
  const { alg: _, ...key } = KEY.public_jwk;
  return reports({
    issuer: "spiffe://prod.example.com",
    claims: { sub: ID },
    jwks: { keys: [{ ...key, kid: KEY.kid, use }] },
  });
}

/** Presents a JWT-SVID that is right but for what is said. */
async function answerTo(
  claims: Readonly<Record<string, unknown>> = {},
  more: Readonly<Record<string, string>> = {},
  use?: string,
): Promise<Answered> {
  const svid = { iss: undefined, sub: ID, aud: [ISSUER], exp: NOW + 300 };
  const text = await platformToken({ ...svid, ...claims });
  return await post(
    server(workload(use)),
    formOf(text, {
      client_id: "reports",
      client_assertion_type:
        "urn:ietf:params:oauth:client-assertion-type:jwt-spiffe",
      ...more,
    }),
  );
}

async function assertRefused(
  claims: Readonly<Record<string, unknown>>,
  use?: string,
): Promise<void> {
  const { status, body } = await answerTo(claims, {}, use);
  const what = JSON.stringify(claims);
  assertEquals([status, body.error], [401, "invalid_client"], what);
}

export const DRAFT_SPIFFE: Conformance = conformance(
  "draft-ietf-oauth-spiffe-client-auth-02",
  "OAuth SPIFFE Client Authentication",
  [
    {
      section: "3.1",
      level: "MUST",
      requirement:
        "`client_assertion_type` is `urn:ietf:params:oauth:client-assertion-type:jwt-spiffe`",
      async check() {
        assertEquals((await answerTo()).status, 200);
        const client_assertion_type = "urn:example:assertion";
        const { status } = await answerTo({}, { client_assertion_type });
        assertEquals(status, 401);
      },
    },
    {
      section: "3.1",
      level: "MUST",
      requirement: "`sub` (a SPIFFE ID), `aud` and `exp` are there",
      async check() {
        for (const name of ["sub", "aud", "exp"]) {
          await assertRefused({ [name]: undefined });
        }
        await assertRefused({ sub: `${ID}/` });
      },
    },
    {
      section: "3.1",
      level: "MUST",
      requirement: "one that has expired is refused",
      async check() {
        await assertRefused({ exp: NOW - 30 });
      },
    },
    {
      section: "3.1",
      level: "MUST",
      requirement: "`aud` is the issuer of this server alone",
      choice:
        "It is the `audience` that the client's record says, which should be the issuer.",
      async check() {
        await assertRefused({ aud: [ISSUER, "https://other.example.com"] });
        await assertRefused({ aud: `${ISSUER}/token` });
      },
    },
    {
      section: "3.1",
      level: "MUST",
      requirement: "the signature is of a key of the trust domain",
      async check() {
        await assertRefused({
          sub: "spiffe://dev.example.com/billing/reports",
        });
        await assertRefused({}, "x509-svid");
      },
    },
    {
      section: "3.1",
      level: "MUST",
      requirement: "the SPIFFE ID is associated with a registered client",
      choice:
        "By a rule in its `trusted_issuers`; `client_id` has to be beside it, since several clients may have one.",
      async check() {
        const { body } = await answerTo();
        assertEquals(claimsOf(body.access_token).client_id, "reports");
        await assertRefused({ sub: "spiffe://prod.example.com/other" });
        assertEquals((await answerTo({}, { client_id: "" })).status, 401);
      },
    },
    {
      section: "4",
      level: "defined",
      requirement: "`spiffe_jwt` is the name of the method in metadata",
      async check() {
        const { token_endpoint_auth_methods_supported: methods } =
          await metadata(server());
        assertEquals(methods.includes("spiffe_jwt"), true);
      },
    },
    {
      section: "6.1",
      level: "MUST",
      requirement: "bundle endpoints are configured, by trust domain",
      choice: "As `jwks_uri` of the trusted issuer, or `jwks` in its place.",
      async check() {
        const client = workload();
        const [{ jwks: _, ...trusted } = client.trusted_issuers![0]!] = [];
        const under = server({ ...client, trusted_issuers: [trusted] });
        const form = formOf(await platformToken({ iss: undefined, sub: ID }), {
          client_id: "reports",
          client_assertion_type:
            "urn:ietf:params:oauth:client-assertion-type:jwt-spiffe",
        });
        assertEquals((await post(under, form)).status, 401);
      },
    },
  ],
);
