import { assertEquals, assertStringIncludes } from "@std/assert";
import { makePlace } from "../place.ts";
import { run } from "../recorded_io.ts";

const API = "https://api.example.com/";
const NOW = 1_800_000_000;
const HASH = "$2a$10$IxMdI6d.LIRZPpSfEwNoeu4rY3FhDREsxFJXikcgdRRAStxUlsuEO";

/** Each line counts: what is said names them. */
const FILE = `{
  "issuer": "https://as.example.com",
  "storage": "sqlite:./mintmark.db",
  "resources": [
    {
      "resource": "${API}",
      "scope": "orders.read orders.write",
      "seconds": 900,
      "alg": "EdDSA"
    },
    { "resource": "https://b.example/", "scope": "orders.read" }
  ],
  "clientKeySets": false,
  "clients": [
    {
      "client_id": "backend",
      "client_secrets": [{ "hash": "${HASH}" }],
      "grant_types": ["client_credentials"],
      "scope": "orders.read admin",
      "default_scope": "orders.read admin",
      "resources": ["${API}", "https://b.example/", "https://c.example/"],
      "default_resource": "${API}",
      "access_token_seconds": 600
    },
    {
      "client_id": "off",
      "client_secrets": [{ "hash": "${HASH}" }],
      "disabled": true
    },
    {
      "client_id": "bare",
      "client_secrets": [{ "hash": "${HASH}", "expires_at": 1900000000 }]
    },
    {
      "client_id": "late",
      "client_secrets": [{ "hash": "${HASH}", "expires_at": 1700000000 }],
      "grant_types": ["client_credentials"]
    },
    {
      "client_id": "keys",
      "jwks_uri": "https://keys.example.com/jwks",
      "grant_types": ["client_credentials"]
    },
    {
      "client_id": "public",
      "token_endpoint_auth_method": "none",
      "grant_types": ["client_credentials"]
    }
  ]
}
`;

const backend = (...args: string[]) => ["--client-id", "backend", ...args];

/** What is asked, how it ends, and what is said of a step. */
const ROWS: readonly (readonly [
  args: readonly string[],
  code: number,
  ...said: string[],
])[] = [
  [
    backend("--scope", "orders.read"),
    0,
    'ok       client          "backend": clients[0].client_id (mintmark.json:16)',
    "client_secret_basic or client_secret_post: clients[0].client_secrets (mintmark.json:17)",
    "clients[0].grant_types (mintmark.json:18) has client_credentials",
    "orders.read: within clients[0].scope (mintmark.json:19)",
    `${API}: clients[0].default_resource (mintmark.json:22)`,
    "600 s: clients[0].access_token_seconds (mintmark.json:23), shorter than resources[0].seconds (mintmark.json:8) 900",
    "EdDSA: resources[0].alg (mintmark.json:9); a key that is made when the service starts",
  ],
  [
    backend(),
    0,
    "orders.read: clients[0].default_scope (mintmark.json:20), as far as resources (mintmark.json:4) defines it",
  ],
  [
    backend("--resource", "https://b.example/"),
    0,
    "https://b.example/: in clients[0].resources (mintmark.json:21)",
    "600 s: clients[0].access_token_seconds",
    "ES256: the usual algorithm",
  ],
  [
    backend("--scope", "orders.write"),
    1,
    "orders.write: clients[0].scope (mintmark.json:19) does not have it",
    "refused: invalid_scope, \"The client may not have the scope 'orders.write'.\" (scope_not_registered)",
  ],
  [
    backend("--scope", "admin"),
    1,
    "admin: resources[0].scope (mintmark.json:7) does not define it",
    "(scope_not_defined_by_resource)",
  ],
  [
    backend("--resource", "https://d.example/"),
    1,
    "https://d.example/: clients[0].resources (mintmark.json:21) does not have it",
    "refused: invalid_target",
  ],
  [
    backend("--resource", "https://c.example/"),
    1,
    "resources (mintmark.json:4) does not describe it",
  ],
  [
    backend("--resource", API, "--resource", "https://b.example/"),
    1,
    "multipleResources (mintmark.json:1) is not true",
  ],
  [
    backend("--grant-type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
    1,
    "is off: trustedIssuers has no rules",
  ],
  [backend("--grant-type", "password"), 1, "password is not known"],
  [
    ["--client-id", "off"],
    1,
    "clients[1].disabled (mintmark.json:28) is true",
    "refused: invalid_client",
  ],
  [
    ["--client-id", "bare"],
    1,
    "clients[2] (mintmark.json:30) has no grant_types",
  ],
  [
    ["--client-id", "late"],
    1,
    "every secret has expired: clients[3].client_secrets (mintmark.json:36), expires_at",
  ],
  [
    ["--client-id", "keys"],
    1,
    "it has nothing to prove itself with: client_key_sets_not_enabled",
  ],
  [
    ["--client-id", "public"],
    1,
    "a client that proves nothing may not use it: clients[5].token_endpoint_auth_method (mintmark.json:46)",
    "refused: unauthorized_client",
  ],
  [
    ["--client-id", "nobody"],
    1,
    'there is no client "nobody", neither in clients nor in the storage sqlite:./mintmark.db',
  ],
  [[], 1, "no client is presented, which this grant needs"],
  [
    ["--client-id", "stored", "--scope", "x", "--resource", API],
    1,
    'x: scope of the client "stored" in the storage does not have it',
  ],
];

for (const [args, code, ...said] of ROWS) {
  Deno.test(`explain ${args.join(" ")}: ${said[0]}`, async () => {
    await using place = await makePlace(FILE);
    await run(["client", "add", "stored", "--scope", "y"], place);

    const ran = await run(["explain", ...args], { ...place, now: () => NOW });

    assertEquals([ran.code, ran.error], [code, ""]);
    for (const text of said) assertStringIncludes(ran.out, text);
    // Neither the first key nor anything else is written.
    assertEquals((await run(["key", "list"], place)).out, "");
  });
}

Deno.test("explain: the claims that the token would have, and the steps, as JSON", async () => {
  await using place = await makePlace(FILE);
  const at = { ...place, now: () => NOW };
  const granted = JSON.parse(
    (await run(["explain", ...backend("--json")], at)).out,
  );
  const refused = JSON.parse(
    (await run(["explain", ...backend("--scope", "x", "--json")], at)).out,
  );

  assertEquals(granted.claims, {
    iss: "https://as.example.com",
    sub: "backend",
    aud: API,
    client_id: "backend",
    scope: "orders.read",
    iat: NOW,
    exp: NOW + 600,
  });
  assertEquals([granted.granted, granted.header.alg], [true, "EdDSA"]);
  assertEquals(refused.granted, false);
  assertEquals(refused.error, "invalid_scope");
  assertEquals(refused.steps.at(-1), {
    step: "scope",
    ok: false,
    what: "x: clients[0].scope (mintmark.json:19) does not have it",
    rule: { path: "clients[0].scope", line: 19 },
  });
});
