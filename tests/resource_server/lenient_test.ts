import { assertEquals } from "@std/assert";
import { API, refusalOf, testVerifier, token } from "./tokens.ts";

const LENIENT = testVerifier({ profile: "lenient" });

/** What a plain JWT may lack. */
const PLAIN = {
  sub: undefined,
  client_id: undefined,
  jti: undefined,
  iat: undefined,
  scope: undefined,
};

for (const typ of ["JWT", "jwt", undefined, "at+jwt", "application/at+jwt"]) {
  Deno.test(`lenient: typ may be ${typ}`, async () => {
    const { aud } = await LENIENT.verify(await token({}, { typ }));

    assertEquals(aud, API);
  });
}

for (
  const typ of [
    "dpop+jwt",
    "oauth-id-jag+jwt",
    "client-authentication+jwt",
    "logout+jwt",
    "secevent+jwt",
    "",
  ]
) {
  Deno.test(`lenient, RFC 8725 §3.11: typ may not be ${typ}`, async () => {
    const { reason } = await refusalOf(
      LENIENT.verify(await token({}, { typ })),
    );

    assertEquals(reason, "wrong_type");
  });
}

Deno.test("lenient: sub, client_id, jti, iat and scope may be lacking", async () => {
  const { sub, scope } = await LENIENT.verify(await token(PLAIN));

  assertEquals([sub, scope], [undefined, undefined]);
});

for (const claim of ["iss", "aud", "exp"]) {
  Deno.test(`lenient: ${claim} may not be lacking`, async () => {
    const text = await token({ [claim]: undefined });
    const { status } = await refusalOf(LENIENT.verify(text));

    assertEquals(status, 401);
  });
}

const SCOPES: readonly [Readonly<Record<string, unknown>>, boolean][] = [
  [{ scope: ["orders.read", "orders.write"] }, true],
  [{ scope: undefined, scp: "orders.read" }, true],
  [{ scope: undefined, scp: ["orders.read"] }, true],
  [{ scope: "orders.write", scp: "orders.read" }, false],
  [{ scope: undefined, scp: [] }, false],
];

for (const [claims, isEnough] of SCOPES) {
  Deno.test(`lenient: ${JSON.stringify(claims)} ${isEnough ? "grants" : "does not grant"} orders.read`, async () => {
    const handler = LENIENT.protect(() => new Response(), {
      scope: "orders.read",
    });
    const authorization = `Bearer ${await token(claims)}`;
    const { status } = await handler(
      new Request(API, { headers: { authorization } }),
    );

    assertEquals(status, isEnough ? 200 : 403);
  });
}

for (const scope of [["a", 1], 1, null, {}, ['a"b']]) {
  Deno.test(`lenient: a scope of ${JSON.stringify(scope)} is malformed`, async () => {
    const { reason } = await refusalOf(LENIENT.verify(await token({ scope })));

    assertEquals(reason, "malformed_claim");
  });
}

for (
  const claims of [
    { at_hash: "x" },
    { c_hash: "x" },
    { s_hash: "x" },
    { events: {} },
  ]
) {
  Deno.test(`lenient, RFC 8725 §3.12: what only other tokens have is refused: ${Object.keys(claims)}`, async () => {
    const { reason } = await refusalOf(LENIENT.verify(await token(claims)));

    assertEquals(reason, "not_an_access_token");
  });
}

Deno.test("lenient: a bound token is refused all the same", async () => {
  const text = await token({ ...PLAIN, cnf: { jkt: "x" } });
  const { reason } = await refusalOf(LENIENT.verify(text));

  assertEquals(reason, "bound_token");
});
