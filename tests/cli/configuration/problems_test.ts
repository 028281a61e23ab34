import { assertEquals, assertRejects } from "@std/assert";
import { parseConfiguration } from "../../../src/cli/configuration/load_configuration.ts";
import { ConfigurationError } from "../../../src/cli/configuration/problem.ts";

const ISSUER = "https://as.example.com";
/** What is written, and everything that is said about it. */
const ROWS: readonly (readonly [written: unknown, ...said: string[]])[] = [
  [{}, "m.json:1: issuer is missing"],
  [[], "m.json:1: the file must be an object, not a list"],
  [
    { isuer: ISSUER },
    'm.json:2: isuer is not known: did you mean "issuer"?',
    "m.json:1: issuer is missing",
  ],
  [
    { issuer: "as" },
    'm.json:2: issuer must be an absolute https URL, not "as"',
  ],
  [
    { issuer: "http://as.example.com" },
    'm.json:2: issuer must use https, not "http://as.example.com"; http is accepted for loopback hosts, and for others with allowInsecureIssuer: true',
  ],
  [
    { issuer: ISSUER, listen: { port: "8080", hostnme: "::" } },
    'm.json:4: listen.port must be an integer from 0 to 65535, not "8080"',
    'm.json:5: listen.hostnme is not known: did you mean "hostname"?',
  ],
  [
    { issuer: ISSUER, listen: { tls: { cert: "a.pem" } } },
    "m.json:4: listen.tls.key is missing",
  ],
  [
    { issuer: ISSUER, storage: "mysql://user:password@host/db" },
    'm.json:3: storage must be "memory", "sqlite:FILE", "postgres://…", "redis://…", "rediss://…" or "deno-kv:PATH", not this text',
  ],
  [
    { issuer: ISSUER, signing: { alg: "HS256" } },
    'm.json:4: signing.alg must be "RS256" or "RS384" or "RS512" or "PS256" or "PS384" or "PS512" or "ES256" or "ES384" or "ES512" or "EdDSA" or "Ed25519" or "ML-DSA-44" or "ML-DSA-65" or "ML-DSA-87", not "HS256"',
  ],
  [
    { issuer: ISSUER, signing: { rotation: { leadSeconds: 60 } } },
    "m.json:5: signing.rotation.leadSeconds (60) must exceed 2 x refreshSeconds + skewSeconds (150): nobody could cache the keys otherwise",
  ],
  [
    { issuer: ISSUER, signing: { key: "x", rotation: {} } },
    "m.json:4: signing.key does not rotate: leave out either it or signing.rotation",
  ],
  [
    { issuer: ISSUER, wrappingKeys: ["not-a-key"] },
    "m.json:4: wrappingKeys[0] must be 32 bytes in base64url, or a CryptoKey (openssl rand 32 | basenc --base64url | tr -d =)",
  ],
  [
    { issuer: ISSUER, accessToken: { seconds: 100, maxSeconds: 10 } },
    "m.json:4: accessToken.seconds (100) must not exceed accessToken.maxSeconds (10)",
  ],
  [
    { issuer: ISSUER, resources: [{ resource: "api", seconds: 0 }] },
    "m.json:6: resources[0].seconds must be an integer from 1 to 3155760000, not 0",
  ],
  [
    {
      issuer: ISSUER,
      resources: [{ resource: "https://a/" }],
      defaultAudience: "https://b/",
    },
    'm.json:8: defaultAudience must be one of resources, not "https://b/"',
  ],
  [
    { issuer: ISSUER, limits: { failures: true } },
    "m.json:4: limits.failures must be false, or an object, not true",
  ],
  [
    { issuer: ISSUER, limits: { failures: { perPair: 0 } } },
    "m.json:5: limits.failures.perPair must be an integer from 1 to 10000000, not 0",
  ],
  [
    { issuer: ISSUER, proxies: { trusted: ["10.0.0.0/99"] } },
    'm.json:5: proxies.trusted[0] must be an IP address or a network such as "10.0.0.0/8", not "10.0.0.0/99"',
  ],
  [
    { issuer: ISSUER, cors: { origins: ["https://app.example.com/"] } },
    'm.json:4: cors.origins must be "*" or origins such as "https://app.example.com", not an array',
  ],
  [
    { issuer: ISSUER, clientKeySets: { jwksHosts: ["https://x"] } },
    'm.json:3: clientKeySets: jwksHosts[0] must be a host such as "keys.example.com" or "*.example.com"',
  ],
  [
    {
      issuer: ISSUER,
      clients: [{ client_id: "a", granttypes: [] }, { client_id: 1 }],
    },
    'm.json:6: clients[0].granttypes is not known: did you mean "grant_types"?',
    "m.json:9: clients[1].client_id must be a text that is not empty, not 1",
  ],
  [
    { issuer: ISSUER, clients: [{ client_id: "a" }, { client_id: "a" }] },
    'm.json:8: clients[1].client_id is that of clients[0] as well: "a"',
  ],
  [
    { issuer: ISSUER, clients: [{ client_id: "a", client_secrets: [{}] }] },
    "m.json:7: clients[0].client_secrets[0] must have exactly one of secret and hash",
  ],
  [
    {
      issuer: ISSUER,
      clients: [{ client_id: "a", client_secrets: [{ hash: "top-secret" }] }],
    },
    "m.json:8: clients[0].client_secrets[0].hash must be usable: it is not a hash: a secret is stored as what a hasher makes of it",
  ],
  [
    {
      issuer: ISSUER,
      clients: [{
        client_id: "a",
        client_secrets: [{ secret: "mintmark_typo" }],
      }],
    },
    "m.json:8: clients[0].client_secrets[0].secret cannot be hashed: it begins as a generated secret does, but has a typo in it",
  ],
  [
    { issuer: ISSUER, clients: [{ client_id: "a", scope: 'a "b"' }] },
    "m.json:6: clients[0].scope must be space separated scopes",
  ],
  // Everything at once, in the order of the file.
  [
    { a: 1, issuer: 2, listen: [], storage: "", multipleResources: "no" },
    "m.json:2: a is not known",
    "m.json:3: issuer must be a text that is not empty, not 2",
    "m.json:4: listen must be an object, not a list",
    'm.json:5: storage must be "memory", "sqlite:FILE", "postgres://…", "redis://…", "rediss://…" or "deno-kv:PATH", not an empty text',
    'm.json:6: multipleResources must be true or false, not "no"',
  ],
];

for (const [written, ...said] of ROWS) {
  Deno.test(`configuration: ${JSON.stringify(written).slice(0, 90)}`, async () => {
    const text = JSON.stringify(written, null, 2);

    assertEquals((await linesOf(text)).sort(), [...said].sort());
  });
}

const TEXTS: readonly (readonly [text: string, ...said: string[]])[] = [
  ["", "m.json:1: a value is expected, not the end"],
  ['{\n  "issuer": \n}', 'm.json:3: a value is expected, not "}"'],
  ['{"issuer": "a"', "m.json:1: a , or } is expected, not the end"],
  ["{'issuer': 1}", `m.json:1: a name in quotes is expected, not "'"`],
  ['{"issuer": "a",}', 'm.json:1: a name in quotes is expected, not "}"'],
  ['{"a": [1,\n 2 3]}', 'm.json:2: a , or ] is expected, not "3"'],
  ["{}\n\n{}", 'm.json:3: the end of the file is expected, not "{"'],
  ['{"a": 01}', 'm.json:1: a , or } is expected, not "1"'],
  ['{"a": "\\x"}', 'm.json:1: a value is expected, not "\\""'],
  [
    `{"issuer": "${ISSUER}",\n"issuer": "${ISSUER}"}`,
    "m.json:2: issuer is there twice",
  ],
  [
    `{"issuer": "${ISSUER}",\n"__proto__": {}, "constructor": 1}`,
    "m.json:2: __proto__ is not known",
    "m.json:2: constructor is not known",
  ],
];

for (const [text, ...said] of TEXTS) {
  Deno.test(`configuration: the text ${JSON.stringify(text)}`, async () => {
    assertEquals(await linesOf(text), said);
  });
}

Deno.test("configuration: no mistake repeats a secret, a URL of a storage, or what the environment has", async () => {
  const text = JSON.stringify({
    issuer: "${VALUE}",
    storage: "hunter2://hunter2",
    wrappingKeys: ["hunter2"],
    signing: { alg: "${VALUE}", key: 5 },
    clients: [{
      client_id: "a",
      client_secrets: [{ hash: "hunter2" }, { secret: "mintmark_hunter2" }],
    }],
  });

  const lines = await linesOf(text, { VALUE: "https://u:hunter2@h" });

  assertEquals(lines.length > 3, true);
  assertEquals(lines.filter((line) => line.includes("hunter2")), []);
});

async function linesOf(
  text: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const { message } = await assertRejects(
    () => parseConfiguration(text, "m.json", environment),
    ConfigurationError,
  );
  return message.split("\n");
}
