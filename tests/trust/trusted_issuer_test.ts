/** Trusted issuers, and what their rules let through. @module */

import { assertEquals, assertThrows } from "@std/assert";
import { checkTrustedIssuer, type ClaimRules } from "@mintmark/oauth";
import { brokenClaim } from "../../src/trust/claim_rules.ts";
import { problemOfTrustedIssuer } from "../../src/trust/trusted_issuer.ts";
import { ISSUER } from "../fixtures.ts";

const CLAIMS: readonly [
  ClaimRules,
  Readonly<Record<string, unknown>>,
  boolean,
][] = [
  [{ sub: "a" }, { sub: "a" }, true],
  [{ sub: "a" }, { sub: "A" }, false],
  [{ sub: "a" }, { sub: "ab" }, false],
  [{ sub: "a" }, {}, false],
  [{ sub: "a" }, { sub: ["a"] }, false],
  [{ sub: "a" }, { sub: null }, false],
  [{ sub: "a*" }, { sub: "ab" }, true],
  [{ sub: "a*" }, { sub: "a" }, false],
  [{ sub: "*b" }, { sub: "ab" }, true],
  [{ sub: "a*c" }, { sub: "abc" }, true],
  [{ sub: "a*a" }, { sub: "a" }, false],
  [{ sub: "a*a" }, { sub: "aa" }, false],
  [{ sub: "repo:o/*:ref" }, { sub: "repo:o/r:ref" }, true],
  [{ sub: "repo:o/*:ref" }, { sub: "repo:o/r:x:ref" }, false],
  [{ sub: "repo:o/*:ref" }, { sub: "repo:o/r/x:ref" }, false],
  [{ sub: "repo:o/*" }, { sub: "repo:o/" }, false],
  [{ sub: "a/b" }, { sub: "a:b" }, false],
  [{ sub: "a.c" }, { sub: "abc" }, false],
  [{ sub: ["a", "b*"] }, { sub: "bc" }, true],
  [{ sub: ["a", "b*"] }, { sub: "c" }, false],
  [{ email_verified: true }, { email_verified: true }, true],
  [{ email_verified: true }, { email_verified: "true" }, false],
  [{ ref_protected: "true" }, { ref_protected: true }, false],
  [{ run: 1 }, { run: 1 }, true],
  [{ run: 1 }, { run: "1" }, false],
  [{ sub: "a", ref: "b" }, { sub: "a" }, false],
  [{ sub: "a", ref: "b" }, { sub: "a", ref: "b" }, true],
  [{ toString: "x" }, {}, false],
];

Deno.test("claim rules: every rule is kept, and * stays within a segment", () => {
  for (const [rules, claims, isKept] of CLAIMS) {
    const what = JSON.stringify([rules, claims]);
    assertEquals(brokenClaim(rules, claims) === undefined, isKept, what);
  }
});

Deno.test("claim rules: a long value costs no more than it is long", () => {
  const rule = { sub: Array(40).fill("a*a").join("/") };
  const claim = Array(40).fill(`${"a".repeat(200)}b`).join("/");
  assertEquals(brokenClaim(rule, { sub: claim }), "sub");
});

const RIGHT = {
  issuer: "https://platform.example.com",
  audience: ISSUER,
  claims: { sub: "x" },
};

const GITHUB = "https://token.actions.githubusercontent.com";
const GOOGLE = "https://accounts.google.com";
const AZURE = "https://login.microsoftonline.com/6babcaad/v2.0";

const PROBLEMS: readonly (readonly [string | undefined, unknown])[] = [
  [undefined, RIGHT],
  [undefined, { ...RIGHT, issuer: "spiffe://a.example", jwks: { keys: [] } }],
  [undefined, { ...RIGHT, claims: { run: 1, fine: true, sub: ["a", "b/*"] } }],
  ["must be an object", null],
  ["must be an object", "https://platform.example.com"],
  ["issuer", { ...RIGHT, issuer: "platform" }],
  ["issuer", { ...RIGHT, issuer: "ftp://platform.example.com" }],
  ["issuer", { ...RIGHT, issuer: "https://platform.example.com/?a" }],
  ["issuer", { ...RIGHT, issuer: "https://u@platform.example.com" }],
  ["issuer", { ...RIGHT, issuer: "spiffe://a.example/path" }],
  ["issuer must not be this server", { ...RIGHT, issuer: ISSUER }],
  ["audience", { ...RIGHT, audience: [ISSUER] }],
  ["jwks must", { ...RIGHT, jwks: [] }],
  ["jwks_uri", { ...RIGHT, jwks: { keys: [] }, jwks_uri: "https://a/" }],
  ["jwks_uri", { ...RIGHT, jwks_uri: "keys" }],
  ["singleUse", { ...RIGHT, singleUse: "yes" }],
  ["maxAssertionSeconds", { ...RIGHT, maxAssertionSeconds: 0 }],
  ["maxAssertionSeconds", { ...RIGHT, maxAssertionSeconds: 604_801 }],
  ["claims must have a rule", { ...RIGHT, claims: {} }],
  ["claims must have a rule", { ...RIGHT, claims: [] }],
  ["claims.sub", { ...RIGHT, claims: { sub: "*" } }],
  ["claims.sub", { ...RIGHT, claims: { sub: "*:*/*" } }],
  ["claims.sub", { ...RIGHT, claims: { sub: "**a" } }],
  ["claims.sub", { ...RIGHT, claims: { sub: "" } }],
  ["claims.sub", { ...RIGHT, claims: { sub: [] } }],
  ["claims.sub", { ...RIGHT, claims: { sub: null } }],
  ["claims.sub", { ...RIGHT, claims: { sub: { a: 1 } } }],
  ["claims.sub", { ...RIGHT, claims: { sub: ["a", "*"] } }],
  ...([
    [GITHUB, { ref: "refs/heads/main" }],
    [GITHUB, { job_workflow_ref: "o/r/.github/workflows/a.yml@x" }],
    [GITHUB, { repository: "*/deploy" }],
    [GITHUB, { repository: "octo-*/deploy" }],
    [GITHUB, { repository: ["octo-org/a", "*/deploy"] }],
    [GITHUB, { sub: "repo:*/deploy:ref:refs/heads/main" }],
    [`${GITHUB}/acme`, { ref: "refs/heads/main" }],
    ["https://gitlab.com", { ref_protected: "true" }],
    ["https://gitlab.com", {
      sub: "project_path:*/x:ref_type:branch:ref:main",
    }],
    [GOOGLE, { email_verified: true }],
    [GOOGLE, { email: "*@example.com" }],
    [AZURE, { tid: "6babcaad" }],
    ["https://sts.windows.net/6babcaad/", { idtyp: "app" }],
  ] as const).map(([issuer, claims]) =>
    ["claims must name an owner", { ...RIGHT, issuer, claims }] as const
  ),
  ...([
    [GITHUB, { repository: "octo-org/*" }],
    [GITHUB, { repository_owner_id: "9919", ref: "refs/heads/main" }],
    [GITHUB, { sub: "repo:octo-org/*:environment:production" }],
    ["https://gitlab.com", { namespace_path: "my-group" }],
    [GOOGLE, { sub: "112010400000000710080" }],
    [AZURE, { oid: ["690222be", "790222be"] }],
  ] as const).map(([issuer, claims]) =>
    [undefined, { ...RIGHT, issuer, claims }] as const
  ),
];

Deno.test("a trusted issuer that would trust too much, or nothing, has a problem that is named", () => {
  for (const [expected, value] of PROBLEMS) {
    const problem = problemOfTrustedIssuer(value, ISSUER);
    const what = JSON.stringify(value);
    if (expected === undefined) assertEquals(problem, undefined, what);
    else {assertEquals(
        problem?.startsWith(expected),
        true,
        `${what} ${problem}`,
      );}
  }
});

Deno.test("checkTrustedIssuer throws what is wrong", () => {
  checkTrustedIssuer(RIGHT);
  assertThrows(
    () => checkTrustedIssuer({ ...RIGHT, claims: {} }),
    TypeError,
    "trusted issuer: claims must have a rule",
  );
});
