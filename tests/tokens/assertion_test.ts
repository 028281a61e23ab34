import { assertEquals } from "@std/assert";
import {
  type AssertionRules,
  failureOfAssertion,
} from "../../src/tokens/assertion.ts";
import { replayExpiry, replayId } from "../../src/tokens/replay_id.ts";
import type { ParsedJwt } from "../../src/tokens/jws.ts";

const NOW = 1_700_000_000;
const RULES: AssertionRules = {
  types: new Set(["jwt"]),
  algorithms: new Set(["ES256"]),
  audiences: new Set(["https://as.example.com"]),
  maxSeconds: 60,
  requiresJti: false,
};

function failure(
  change: {
    readonly header?: Readonly<Record<string, unknown>>;
    readonly claims?: Readonly<Record<string, unknown>>;
    readonly rules?: Partial<AssertionRules>;
  },
) {
  const jwt: ParsedJwt = {
    header: { alg: "ES256", typ: "JWT", ...change.header } as never,
    payload: {
      iss: "issuer",
      sub: "subject",
      aud: "https://as.example.com",
      exp: NOW + 10,
      ...change.claims,
    },
    signingInput: new Uint8Array(),
    signature: new Uint8Array(),
  };
  return failureOfAssertion(jwt, { ...RULES, ...change.rules }, NOW);
}

Deno.test("failureOfAssertion: what keeps every rule has no failure", () => {
  assertEquals(failure({}), undefined);
  assertEquals(failure({ claims: { jti: "x", nbf: NOW, iat: 0 } }), undefined);
});

Deno.test("failureOfAssertion: its rules are those of the kind, and no others", () => {
  const rows = [
    [{ types: new Set(["oauth-id-jag+jwt"]) }, "assertion_type_not_allowed"],
    [{ types: new Set([undefined]) }, "assertion_type_not_allowed"],
    [{ algorithms: new Set(["RS256"]) }, "assertion_alg_not_allowed"],
    [{ algorithms: new Set<string>() }, "assertion_alg_not_allowed"],
    [{ audiences: new Set(["x"]) }, "assertion_for_other_audience"],
    [{ audiences: new Set<string>() }, "assertion_for_other_audience"],
    [{ requiresJti: true }, "assertion_without_jti"],
    [{ maxSeconds: -21 }, "assertion_expires_too_late"],
  ] as const;
  for (const [rules, reason] of rows) {
    assertEquals(failure({ rules: rules as never })?.reason, reason);
  }
});

Deno.test("failureOfAssertion: a jti that is there is a text, also where none is required", () => {
  for (const jti of ["", 1, null, []]) {
    assertEquals(failure({ claims: { jti } })?.reason, "assertion_without_jti");
  }
});

Deno.test("failureOfAssertion shows what it looked at, and only a little of it", () => {
  const long = "x".repeat(1_000);
  const evil = { toString: 1, valueOf: 1 };
  const rows = [
    [{ header: { typ: "at+jwt" } }, { typ: "at+jwt" }],
    [{ header: { alg: long } }, { alg: long.slice(0, 255) }],
    [{ claims: { aud: [long, evil, 5, "b"] } }, {
      aud: [long.slice(0, 255), "b"],
    }],
    [{ claims: { aud: Array(50).fill("a") } }, { aud: Array(5).fill("a") }],
    [{ claims: { exp: NOW - 30 } }, { exp: NOW - 30, now: NOW }],
    [{ claims: { nbf: NOW + 31 } }, { nbf: NOW + 31, now: NOW }],
    [{ claims: { iat: NOW + 31 } }, { iat: NOW + 31, now: NOW }],
    [{ claims: { nbf: evil } }, {}],
  ] as const;
  for (const [change, evidence] of rows) {
    assertEquals(failure(change)?.evidence, evidence as never);
  }
});

Deno.test("replayId: no kind, issuer and jti have the id of others", () => {
  const ids = [
    replayId("a", "b", "c"),
    replayId("ab", "", "c"),
    replayId("a", "bc", ""),
    replayId("a", "", "bc"),
    replayId('a","b', "", "c"),
    replayId("a", "b", "C"),
    replayId("a", "b", "\ud800"),
    replayId("a", "b", "\ufffd"),
  ];
  assertEquals(new Set(ids).size, ids.length);
  for (const id of ids) assertEquals(/^[\w-]{43}$/.test(id), true);
});

Deno.test("replayExpiry: whole seconds, a minute after the last moment", () => {
  assertEquals(replayExpiry(100), 160);
  assertEquals(replayExpiry(100.2), 161);
});
