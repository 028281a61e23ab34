import { assertEquals } from "@std/assert";
import { generateSigner } from "@mintmark/oauth";
import { NOW } from "../fixtures.ts";
import {
  API,
  apiRequest,
  CLAIMS,
  refusalOf,
  testVerifier,
  token,
  tokenOf,
} from "./tokens.ts";

const OTHER = "https://other.example.com/";

Deno.test("verify: the claims of a token, by itself or in a request", async () => {
  const { verify } = testVerifier();
  const text = await token();

  assertEquals(await verify(text), CLAIMS);
  assertEquals(await verify(apiRequest(`Bearer ${text}`)), CLAIMS);
});

/** Claims and header that differ from those of a token that is fine. */
interface Difference {
  readonly what: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
}

const ACCEPTED: readonly Difference[] = [
  { what: "one of our audiences among others", claims: { aud: [OTHER, API] } },
  { what: "no scope", claims: { scope: undefined } },
  { what: "further claims", claims: { roles: ["a"], act: { sub: "b" } } },
  { what: "the long form of the type", header: { typ: "application/at+jwt" } },
  { what: "the type in other case", header: { typ: "AT+JWT" } },
  { what: "no kid, where one key fits", header: { kid: undefined } },
  { what: "nbf in the past", claims: { nbf: NOW } },
  { what: "expiry within the skew", claims: { exp: NOW - 29 } },
  { what: "nbf within the skew", claims: { nbf: NOW + 30 } },
  { what: "iat within the skew", claims: { iat: NOW + 30 } },
  { what: "instants with a fraction", claims: { exp: NOW + 0.5 } },
];

for (const { what, claims, header } of ACCEPTED) {
  Deno.test(`verify: a token is accepted: ${what}`, async () => {
    const { sub } = await testVerifier().verify(await token(claims, header));

    assertEquals(sub, "test-client");
  });
}

Deno.test("verify: exp beyond what a number holds is malformed, not never", async () => {
  const text = await tokenOf(
    JSON.stringify({ alg: "ES256", typ: "at+jwt" }),
    JSON.stringify(CLAIMS).replace(/"exp":\d+/, '"exp":1e999'),
  );
  const { reason } = await refusalOf(testVerifier().verify(text));

  assertEquals(reason, "malformed_claim");
});

Deno.test("verify: a signature of another key with the same kid is refused", async () => {
  const text = await token({}, {}, await generateSigner("ES256"));
  const { reason } = await refusalOf(testVerifier().verify(text));

  assertEquals(reason, "wrong_signature");
});

Deno.test("verify: of what the issuer did not sign, nothing but that is told", async () => {
  const forged = await token(
    { exp: 0, aud: OTHER, cnf: {} },
    {},
    await generateSigner("ES256"),
  );
  const { reason } = await refusalOf(testVerifier().verify(forged));

  assertEquals(reason, "wrong_signature");
});

Deno.test("verify: an algorithm that is not on the list is refused, its key or not", async () => {
  const { verify } = testVerifier({ algorithms: ["EdDSA", "RS256"] });
  const { reason } = await refusalOf(verify(await token()));

  assertEquals(reason, "algorithm_not_allowed");
});

for (
  const text of ["x", "a.b", "a.b.c", "..", "a.b.c.d.e", "€", "x".repeat(99)]
) {
  Deno.test(`verify: no JWT at all is refused: ${text}`, async () => {
    const error = await refusalOf(testVerifier().verify(text));

    assertEquals([error.error, error.description], [
      "invalid_token",
      "The access token is malformed.",
    ]);
  });
}

Deno.test("verify: a token that is too long is refused", async () => {
  const text = await token({ padding: "x".repeat(12_000) });
  const error = await refusalOf(testVerifier().verify(text));
  const { jti } = await testVerifier({ maxTokenLength: 17_000 }).verify(text);

  assertEquals(error.error, "invalid_token");
  assertEquals(jti, CLAIMS.jti);
});

Deno.test("verify: no token is one where nothing was passed", async () => {
  for (const nothing of ["", undefined, null]) {
    const error = await refusalOf(testVerifier().verify(nothing as string));

    assertEquals([error.error, error.status, error.reason], [
      undefined,
      401,
      "no_token",
    ]);
  }
});

Deno.test("verify: whatever fails on our side is 500, with its cause", async () => {
  const broken = new Error("the clock is broken");
  const now = () => {
    throw broken;
  };
  const error = await refusalOf(testVerifier({ now }).verify(await token()));

  assertEquals([error.error, error.status, error.cause], [
    "server_error",
    500,
    broken,
  ]);
});

Deno.test("verify: what a stranger writes into a token reaches the log in part only", async () => {
  for (
    const header of [{ kid: "x".repeat(2_000) }, { typ: "x".repeat(2_000) }]
  ) {
    const { evidence } = await refusalOf(
      testVerifier().verify(await token({}, header)),
    );
    assertEquals(JSON.stringify(evidence).length < 300, true);
  }
});
