import { assertThrows } from "@std/assert";
import {
  createVerifier,
  type VerifierOptions,
} from "@mintmark/oauth/resource-server";
import { ISSUER } from "../fixtures.ts";
import { API, JWKS, testVerifier } from "./tokens.ts";

const FETCHED = { jwksUri: `${ISSUER}/jwks` };

/** Issuers whose metadata cannot be fetched. */
const ISSUERS: readonly [issuer: string, message: string][] = [
  ["orders", "issuer must be an absolute URL"],
  ["http://as.example.com", "issuer must use https"],
  ["https://as.internal", "issuer has a host"],
  ["https://as.example.com?x", "issuer must be a URL without query"],
  ["https://u:p@as.example.com", "issuer must be an absolute URL without user"],
];

const WRONG: readonly [options: object, message: string][] = [
  [{ issuer: "" }, "issuer must be"],
  [{ issuer: undefined }, "issuer must be"],
  [{ audience: undefined }, "audience must be"],
  [{ audience: "" }, "audience must be"],
  [{ audience: [] }, "audience must be"],
  [{ audience: [API, 1] }, "audience must be"],
  [{ audiences: [API] }, "audiences is not an option"],
  [{ jwks: { keys: {} } }, "jwks must be a JWK Set, not an object"],
  [{ jwks: JWKS, keys: { published() {} } }, "only one of jwks and keys"],
  [{ jwks: JWKS, jwksUri: `${ISSUER}/jwks` }, "only one of jwksUri and jwks"],
  [{ keys: {} }, "keys must be"],
  [{ jwksUri: "/jwks" }, "jwksUri must be an absolute URL"],
  [{ jwksUri: 1 }, "jwksUri must be an absolute URL"],
  [{ jwksUri: "http://as.example.com/jwks" }, "jwksUri must use https"],
  [{ jwksUri: "https://10.0.0.1/jwks" }, "jwksUri has an address"],
  [{ jwks: JWKS, fetching: {} }, "fetching has no use beside jwks"],
  [{ ...FETCHED, fetching: 1 }, "fetching must be an object"],
  [{ ...FETCHED, fetching: { maxByte: 1 } }, "maxByte is not an option"],
  [{ ...FETCHED, fetching: { maxBytes: 0 } }, "maxBytes must be"],
  [{ ...FETCHED, fetching: { onFailure: 1 } }, "onFailure must be"],
  [{ algorithms: [] }, "algorithms must be"],
  [{ algorithms: ["HS256"] }, "algorithms must be"],
  [{ algorithms: ["none"] }, "algorithms must be"],
  [{ algorithms: "ES256" }, "algorithms must be"],
  [{ profile: "rfc9068" }, 'profile must be "strict" or "lenient"'],
  [{ clockSkewSeconds: -1 }, "clockSkewSeconds must be"],
  [{ clockSkewSeconds: 601 }, "clockSkewSeconds must be"],
  [{ clockSkewSeconds: "30" }, "clockSkewSeconds must be"],
  [{ maxTokenLength: 1 }, "maxTokenLength must be"],
  [{ scopeMatching: "prefix" }, "scopeMatching must be"],
  [{ realm: 'a"b' }, "realm must be"],
  [{ realm: "a\r\nb" }, "realm must be"],
  [{ realm: 1 }, "realm must be"],
  [{ metadata: null }, "metadata must be"],
  [{ metadata: {} }, "metadata.resource must be"],
  [{ metadata: { resource: "api" } }, "metadata.resource must be"],
  [{ metadata: { resource: `${API}#a` } }, "metadata.resource must be"],
  [{ metadata: { resource: "http://api.example.com" } }, "metadata.resource"],
  [{ metadata: { resource: "https://u@api.example" } }, "metadata.resource"],
  [{ metadata: { resource: "https://:p@api.example" } }, "metadata.resource"],
  [{ metadata: { resource: API, scopes: [] } }, "metadata.scopes is not"],
  [
    { metadata: { resource: API, scopes_supported: "a b" } },
    "metadata.scopes_supported must be",
  ],
  [{ metadata: { resource: API, resource_name: 1 } }, "metadata.resource_name"],
  [{ onRefused: true }, "onRefused must be a function"],
  [{ now: 1 }, "now must be a function"],
];

for (const [options, message] of WRONG) {
  Deno.test(`createVerifier: refuses ${Deno.inspect(options)}`, () => {
    assertThrows(() => testVerifier(options), TypeError, message);
  });
}

Deno.test("createVerifier: refuses options that are none", () => {
  for (const options of [undefined, null, "https://as.example.com"]) {
    assertThrows(
      () => createVerifier(options as unknown as VerifierOptions),
      TypeError,
      "options must be an object",
    );
  }
});

for (const [issuer, message] of ISSUERS) {
  Deno.test(`createVerifier: has to be told the keys of ${issuer}`, () => {
    assertThrows(
      () => createVerifier({ issuer, audience: API }),
      TypeError,
      message,
    );
    createVerifier({ issuer, audience: API, jwks: JWKS });
  });
}

Deno.test("createVerifier: fetches inside of a network where it is told to", () => {
  const fetching = { allowPrivateAddress: true };
  createVerifier({ issuer: "https://as.internal", audience: API, fetching });
});
