import { assertEquals, assertThrows } from "@std/assert";
import {
  type AuthorizationServerOptions,
  bcrypt,
  clientCredentials,
  clientKeySets,
  createAuthorizationServer,
  generateSigner,
  memoryStorage,
  tokenReuse,
  trustedIssuers,
} from "@mintmark/oauth";
import { ISSUER, SIGNER } from "./fixtures.ts";
import {
  accepts,
  construct,
  FINE,
  refuses,
  SECRET,
  type WrongOption,
} from "./options/construct.ts";

/** Every option, so that the compiler says when one is missing here. */
const ALL: Required<
  Omit<AuthorizationServerOptions, "signer" | "keys" | "addressHeader">
> = {
  issuer: ISSUER,
  allowInsecureIssuer: false,
  basePath: "/oauth",
  storage: memoryStorage(),
  grants: [clientCredentials()],
  accessTokenSeconds: 60,
  maxAccessTokenSeconds: 600,
  scopeMatching: "exact",
  resourceMatching: "exact",
  multipleResources: false,
  defaultAudience: "orders",
  resources: [{ resource: "orders" }],
  policy: () => undefined,
  clientAuthenticationMethods: ["client_secret_basic", "private_key_jwt"],
  clientAssertions: { audience: "issuer", maxSeconds: 60 },
  clientKeySets: clientKeySets({ jwksHosts: ["keys.example.com"] }),
  tokenReuse: tokenReuse({ reuseSeconds: 60 }),
  trustedIssuers: trustedIssuers({ jwksHosts: ["keys.example.com"] }),
  hashers: [bcrypt()],
  verifiedSecrets: { maxClients: 10, maxAgeSeconds: 10 },
  basicCredentials: "lenient",
  failureMilliseconds: 500,
  maxWaitingFailures: 10,
  failureBudget: { windowSeconds: 60, perPair: 1, perAddress: 2, perClient: 3 },
  trustedProxies: ["10.0.0.0/8", "::1"],
  forwardedHeader: "forwarded",
  seamMilliseconds: 5_000,
  bodyMilliseconds: 10_000,
  maxBodyBytes: 16_384,
  emptyScope: "include",
  authorizationEndpoint: true,
  cors: { origins: "*", maxAgeSeconds: 600 },
  onEvent: () => {},
  now: () => 0,
};

Deno.test("every option is known, with a signer or with keys", () => {
  createAuthorizationServer({ ...ALL, signer: SIGNER }).close();
  createAuthorizationServer({
    ...ALL,
    keys: {
      signer: () => SIGNER,
      published: () => ({ keys: [], maxAge: 0 }),
    },
  }).close();
});

Deno.test("an option that is undefined is one that is not given", () => {
  const required = new Set(["issuer", "storage", "grants"]);
  for (const name of [...Object.keys(ALL), "keys"]) {
    if (!required.has(name)) construct({ [name]: undefined }).close();
  }
});

Deno.test("what is not changed by construction may be frozen", () => {
  createAuthorizationServer(Object.freeze({ ...FINE })).close();
});

for (const options of [undefined, null, 5, "https://as.example.com", []]) {
  Deno.test(`options that are ${JSON.stringify(options)} are a TypeError`, () => {
    assertThrows(
      () => createAuthorizationServer(options as never),
      TypeError,
      "options must be an object, not ",
    );
  });
}

refuses(
  [
    "isuer",
    "accessTokenSecond",
    "access_token_seconds",
    "clients",
    "Issuer",
    "constructor",
    "__proto__x",
  ].map((name): WrongOption => [
    `an unknown option ${name}`,
    { [name]: SECRET },
    `${name} is not an option`,
  ]),
);

Deno.test("an unknown option is one even where its value is undefined", () => {
  assertThrows(() => construct({ accessTokenSecond: undefined }), TypeError);
});

const STORAGE = /^storage must be a bag of roles with clients in it, not /;
const ONE = "exactly one of signer and keys must be given";
const SIGNER_NEEDED = /^signer(\.\w+)? must be /;
const KEYS = /^keys must be a KeyRing, not /;
const GRANTS = /^grants must be an array with at least one grant, not /;
const GRANT =
  /^grants must be grants with grant_type, client: "required" or "optional", and entitle\(\), not /;
const HASHERS = /^hashers must be .*hasher/;

const entitle = () => ({ subject: "x" });
const SHORT = "-".repeat(160);
const RING = { signer: () => SIGNER, published: () => ({ keys: [] }) };
const PEM = `-----BEGIN PRIVATE KEY-----\n${SECRET}\n-----END PRIVATE KEY-----`;

const SEAMS: readonly WrongOption[] = [
  ["no storage", { storage: undefined }, STORAGE],
  ["an empty storage", { storage: {} }, STORAGE],
  [
    "a storage whose clients are no store",
    { storage: { clients: [] } },
    STORAGE,
  ],
  ["a client store instead of a storage", {
    storage: memoryStorage().clients,
  }, STORAGE],
  ["a connection string as storage", {
    storage: `postgres://user:${SECRET}@db.example/oauth`,
  }, STORAGE],
  ["neither signer nor keys", { signer: undefined }, ONE],
  ["both signer and keys", { keys: RING }, ONE],
  [
    "a signer that was not awaited",
    {
      signer: generateSigner("ES256"),
    },
    /^signer must be a Signer \(await generateSigner\(\) or importSigner\(\)\), not an object$/,
  ],
  ["a signer that is null", { signer: null }, SIGNER_NEEDED],
  ["a PEM as signer", { signer: PEM }, SIGNER_NEEDED],
  ["a JWK as signer", { signer: { kty: "oct", k: SECRET } }, SIGNER_NEEDED],
  ["a signer without alg", {
    signer: { ...SIGNER, alg: undefined },
  }, SIGNER_NEEDED],
  ["a signer without kid", { signer: { ...SIGNER, kid: "" } }, SIGNER_NEEDED],
  ["a signer without a public key", {
    signer: { ...SIGNER, publicJwk: undefined },
  }, SIGNER_NEEDED],
  ["RFC 7518 §3.3: a signer whose RSA key is too short", {
    signer: { ...SIGNER, publicJwk: { kty: "RSA", n: SHORT, e: "AQAB" } },
  }, /^signer\.publicJwk has 960 bits: RSA needs 2048 to 8192/],
  ["RFC 8725 §3.2: a signer of alg none", {
    signer: { ...SIGNER, alg: "none" },
  }, SIGNER_NEEDED],
  ["keys without signer()", {
    signer: undefined,
    keys: { published: RING.published },
  }, KEYS],
  ["keys without published()", {
    signer: undefined,
    keys: { signer: RING.signer },
  }, KEYS],
  ["a signer as keys", { signer: undefined, keys: SIGNER }, KEYS],
  ["keys that are null", { signer: undefined, keys: null }, KEYS],
  ["a PEM as keys", { signer: undefined, keys: PEM }, KEYS],
  ["no grants", { grants: undefined }, GRANTS],
  ["an empty list of grants", { grants: [] }, GRANTS],
  ["a grant that is in no list", { grants: clientCredentials() }, GRANTS],
  ["a grant that was not called", { grants: [clientCredentials] }, GRANT],
  ["a grant that is null", { grants: [null] }, GRANT],
  ["a grant that is its name", { grants: ["client_credentials"] }, GRANT],
  ["a grant without grant_type", {
    grants: [{ client: "required", entitle }],
  }, GRANT],
  ["a grant with an empty grant_type", {
    grants: [{ grant_type: "", client: "required", entitle }],
  }, GRANT],
  ["a grant that does not say whether it needs a client", {
    grants: [{ grant_type: "x", entitle }],
  }, GRANT],
  ["a grant without entitle()", {
    grants: [{ grant_type: "x", client: "optional" }],
  }, GRANT],
  ["the same grant type twice", {
    grants: [clientCredentials(), clientCredentials()],
  }, "grants must not have client_credentials twice"],
  ["an empty list of hashers", { hashers: [] }, HASHERS],
  ["a hasher that is in no list", { hashers: bcrypt() }, HASHERS],
  ["a hasher that was not called", { hashers: [bcrypt] }, HASHERS],
  ["a hasher that is an object", { hashers: [{}] }, HASHERS],
  ["a hasher that is null", { hashers: [null] }, HASHERS],
];

refuses(SEAMS);

for (const name of ["policy", "onEvent", "now"]) {
  refuses(
    ([["x", '"x"'], [null, "null"], [{}, "an object"]] as const).map((
      [value, shown],
    ): WrongOption => [
      `${name} that is ${shown}`,
      { [name]: value },
      `${name} must be a function, not ${shown}`,
    ]),
  );
}

accepts([
  ["the least that a server needs", {}],
  ["keys instead of a signer", { signer: undefined, keys: RING }],
]);

Deno.test("the issuer of the server is the one of the options", () => {
  assertEquals(construct({}).issuer, ISSUER);
});
