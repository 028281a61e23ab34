import { assertEquals, assertThrows } from "@std/assert";
import { generatePrivateKey } from "@mintmark/oauth";
import { checkClient } from "../../src/storage/client_record.ts";
import type { Client } from "@mintmark/oauth";

const PUBLIC = { kty: "EC", crv: "P-256", x: "x", y: "y", kid: "k" };
const URI = "https://client.example/jwks";

function sentenceOf(members: Readonly<Record<string, unknown>>): string {
  const record = { client_id: "c", ...members } as unknown as Client;
  return (assertThrows(() => checkClient(record), TypeError) as Error).message;
}

const keys = (...entries: unknown[]) => ({ jwks: { keys: entries } });

const PRIVATE =
  'client "c": jwks.keys[0] must be a public key: this one has NAME, and a registry must not hold private keys';

const REFUSED: readonly (readonly [
  string,
  Readonly<Record<string, unknown>>,
  RegExp | string,
])[] = [
  [
    "jwks beside jwks_uri (RFC 7591 §2)",
    { ...keys(PUBLIC), jwks_uri: URI },
    'client "c": jwks must be left out where there is a jwks_uri (RFC 7591 section 2)',
  ],
  ["jwks that are a text", { jwks: "x" }, /jwks must be a JWK Set/],
  ["jwks that are null", { jwks: null }, /jwks must be a JWK Set/],
  ["a bare array of keys", { jwks: [PUBLIC] }, /jwks must be a JWK Set/],
  ["more than 100 keys", keys(...Array(101).fill(PUBLIC)), /at most 100/],
  ["a key that is null", keys(null), /jwks\.keys\[0\] must be a JWK with kty/],
  ["a key without kty", keys({ x: "x" }), /jwks\.keys\[0\] must be a JWK/],
  [
    "a kid that is a number",
    keys({ ...PUBLIC, kid: 1 }),
    /\.kid must be a text/,
  ],
  [
    "a use that is a list",
    keys({ ...PUBLIC, use: [] }),
    /\.use must be a text/,
  ],
  ...["d", "p", "q", "dp", "dq", "qi", "oth", "priv", "k"].map((name) =>
    [
      `a key with ${name}`,
      keys({ ...PUBLIC, [name]: "hunter2" }),
      PRIVATE.replace("NAME", name),
    ] as const
  ),
  ...[
    "http://client.example/jwks",
    "client.example/jwks",
    "https://user@client.example/jwks",
    "https://:pw@client.example/jwks",
    "https://client.example/jwks#a",
    "file:///etc/passwd",
    "",
  ].map((jwks_uri) =>
    [`jwks_uri ${jwks_uri}`, { jwks_uri }, /jwks_uri must be /] as const
  ),
  [
    "a signing algorithm that is a list",
    { token_endpoint_auth_signing_alg: ["ES256"] },
    /token_endpoint_auth_signing_alg must be a text/,
  ],
  [
    "a wrapped secret that is empty",
    { client_secrets: [{ hash: "$2b$", wrapped_secret: "" }] },
    /client_secrets\[0\]/,
  ],
];

for (const [what, members, expected] of REFUSED) {
  Deno.test(`a client record is refused: ${what}`, () => {
    const sentence = sentenceOf(members);
    if (typeof expected === "string") assertEquals(sentence, expected);
    else assertEquals(expected.test(sentence), true, sentence);
    assertEquals(sentence.includes("hunter2"), false);
  });
}

Deno.test("a client record may have public keys of any kind, or a jwks_uri", async () => {
  const { public_jwk } = await generatePrivateKey("EdDSA");
  const records: Partial<Client>[] = [
    { jwks: { keys: [] } },
    { jwks: { keys: [public_jwk, PUBLIC, { kty: "new kind" }] } },
    { jwks_uri: URI },
    { jwks_uri: `${URI}?v=1`, token_endpoint_auth_signing_alg: "ES256" },
  ];
  for (const members of records) checkClient({ client_id: "c", ...members });
});

Deno.test("a generated private key is refused as a client's key", async () => {
  for (const alg of ["RS256", "ES256", "EdDSA"] as const) {
    const { private_jwk } = await generatePrivateKey(alg);
    const sentence = sentenceOf(keys(private_jwk));
    assertEquals(/must be a public key/.test(sentence), true);
    assertEquals(sentence.includes(private_jwk.d!), false);
  }
});
