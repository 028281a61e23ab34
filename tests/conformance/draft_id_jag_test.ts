import { assertEquals } from "@std/assert";
import { claimsOf, ISSUER, NOW } from "../fixtures.ts";
import { platformToken } from "../trust/external_issuer.ts";
import { exchange, GRANT_TYPE, idJagServer } from "./assertion_grants.ts";
import { metadata } from "./black_box.ts";
import { type Conformance, conformance } from "./requirement.ts";

const API = "https://api.example.com/";

/** Presents an ID-JAG that is right but for what is said. */
async function answerTo(
  claims: Readonly<Record<string, unknown>> = {},
  typ: string | undefined = "oauth-id-jag+jwt",
  more: Readonly<Record<string, string>> = {
    client_id: "wiki",
    client_secret: "foobar",
  },
) {
  const assertion = await platformToken({
    sub: "U019488227",
    client_id: "wiki",
    exp: NOW + 300,
    jti: crypto.randomUUID(),
    scope: "orders.read",
    resource: API,
    ...claims,
  }, { typ });
  return await exchange(assertion, more, idJagServer());
}

async function assertRefused(
  claims: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { status, body } = await answerTo(claims);
  const what = JSON.stringify(claims);
  assertEquals([status, body.error], [400, "invalid_grant"], what);
}

export const DRAFT_ID_JAG: Conformance = conformance(
  "draft-ietf-oauth-identity-assertion-authz-grant-04",
  "Identity Assertion JWT Authorization Grant",
  [
    {
      section: "3",
      level: "MUST",
      requirement:
        "`iss`, `sub`, `aud`, `client_id`, `jti`, `exp` and `iat` are there",
      async check() {
        assertEquals((await answerTo()).status, 200);
        const names = ["iss", "sub", "aud", "client_id", "jti", "exp", "iat"];
        for (const name of names) await assertRefused({ [name]: undefined });
      },
    },
    {
      section: "3",
      level: "MAY",
      requirement: "`cnf` binds it to a key",
      choice:
        "Refused, since tokens are not bound to keys here: a binding that is dropped is none.",
      async check() {
        await assertRefused({
          cnf: { jkt: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2Hg" },
        });
      },
    },
    {
      section: "4.4.1",
      level: "MUST",
      requirement: "`typ` is `oauth-id-jag+jwt`",
      async check() {
        for (const typ of ["JWT", "at+jwt", undefined]) {
          assertEquals((await answerTo({}, typ ?? "")).status, 400);
        }
      },
    },
    {
      section: "4.4.1",
      level: "MUST",
      requirement: "`aud` is our issuer alone, as a text or an array of one",
      async check() {
        assertEquals((await answerTo({ aud: [ISSUER] })).status, 200);
        await assertRefused({ aud: [ISSUER, ISSUER] });
        await assertRefused({ aud: [ISSUER, API] });
        await assertRefused({ aud: `${ISSUER}/token` });
      },
    },
    {
      section: "4.4.1",
      level: "MUST",
      requirement: "`client_id` is the client that is authenticated",
      async check() {
        await assertRefused({ client_id: "another" });
      },
    },
    {
      section: "4.4.1",
      level: "MUST",
      requirement: "`resource` is processed as RFC 8707 §2 says",
      choice:
        "It has to be one that the client is registered for, and is the audience of the token.",
      async check() {
        const { body } = await answerTo();
        assertEquals(claimsOf(body.access_token).aud, API);
        const other = await answerTo({ resource: "https://x.example.com/" });
        assertEquals(other.body.error, "invalid_target");
      },
    },
    {
      section: "4.4.1",
      level: "MUST",
      requirement: "`scope` is processed as RFC 6749 §3.3 says",
      choice:
        "What both it and the registration of the client have is granted; without it nothing is.",
      async check() {
        const both = await answerTo({ scope: "orders.read admin" });
        assertEquals(both.body.scope, "orders.read");
        assertEquals((await answerTo({ scope: undefined })).body.scope, "");
      },
    },
    {
      section: "4.4.1",
      level: "MUST",
      requirement: "`authorization_details` are processed as RFC 9396 says",
      deviation:
        "Refused with `invalid_grant`: tokens cannot carry them here, and one without them would be worth more.",
      async check() {
        await assertRefused({ authorization_details: [] });
      },
    },
    {
      section: "4.4.3",
      level: "SHOULD NOT",
      requirement: "no refresh token is returned",
      async check() {
        assertEquals("refresh_token" in (await answerTo()).body, false);
      },
    },
    {
      section: "4.4.3",
      level: "MAY",
      requirement: "a client presents it again while it is valid",
      deviation:
        "It counts once: whoever copies it has nothing. The client asks its identity provider for another.",
      async check() {
        const assertion = await platformToken({
          client_id: "wiki",
          exp: NOW + 300,
          jti: "once",
        }, { typ: "oauth-id-jag+jwt" });
        const server = idJagServer();
        const who = { client_id: "wiki", client_secret: "foobar" };
        assertEquals((await exchange(assertion, who, server)).status, 200);
        assertEquals((await exchange(assertion, who, server)).status, 400);
      },
    },
    {
      section: "6.3",
      level: "MUST",
      requirement: "a subject is unique together with issuer and tenant",
      choice:
        "An ID-JAG with `tenant` is refused unless the identity provider has a rule for it.",
      async check() {
        await assertRefused({ tenant: "acme" });
      },
    },
    {
      section: "7",
      level: "SHOULD",
      requirement:
        "`authorization_grant_profiles_supported` names the profile, beside the grant type",
      async check() {
        const said = await metadata(idJagServer());
        assertEquals(said.authorization_grant_profiles_supported, [
          "urn:ietf:params:oauth:grant-profile:id-jag",
        ]);
        assertEquals(said.grant_types_supported, [GRANT_TYPE]);
      },
    },
    {
      section: "8.1",
      level: "SHOULD",
      requirement: "only confidential clients may use it",
      async check() {
        const { status, body } = await answerTo({}, undefined, {});
        assertEquals([status, body.error], [401, "invalid_client"]);
      },
    },
  ],
);
