import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import {
  importSigner,
  type JsonWebKey,
  type PrivateKey,
  type SigningAlgorithm,
} from "@mintmark/oauth";
import { algorithm } from "../../src/keys/algorithms.ts";

const rsa = (modulusLength: number) =>
  generateKeyPairSync("rsa", { modulusLength });
const ec = (namedCurve: string) => generateKeyPairSync("ec", { namedCurve });

const RSA = rsa(2048);
const OTHER_RSA = rsa(2048);
const SHORT = rsa(1024);
const P256 = ec("P-256");
const OTHER_P256 = ec("P-256");
const P384 = ec("P-384");
const ED = generateKeyPairSync("ed25519");
const OTHER_ED = generateKeyPairSync("ed25519");
const X25519 = generateKeyPairSync("x25519");

const jwk = (key: KeyObject): JsonWebKey =>
  key.export({ format: "jwk" }) as JsonWebKey;
const pkcs8 = (key: KeyObject): string =>
  key.export({ type: "pkcs8", format: "pem" }) as string;
const encrypted = (key: KeyObject): string =>
  key.export({
    type: "pkcs8",
    format: "pem",
    cipher: "aes-256-cbc",
    passphrase: "correct horse",
  }) as string;

/** A WebCrypto key of a given kind, of a key that another library made. */
function cryptoKey(
  key: KeyObject,
  kind: AlgorithmIdentifier | RsaHashedImportParams | EcKeyImportParams,
  usages: KeyUsage[] = [key.type === "private" ? "sign" : "verify"],
  extractable = true,
): Promise<CryptoKey> {
  return crypto.subtle.importKey(
    key.type === "private" ? "pkcs8" : "spki",
    new Uint8Array(key.export({
      type: key.type === "private" ? "pkcs8" : "spki",
      format: "der",
    } as { type: "pkcs8"; format: "der" })),
    kind,
    extractable,
    usages,
  );
}

const RS256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
const ES256 = algorithm("ES256").generate as EcKeyImportParams;

const VERIFYING = { ...jwk(P256.privateKey), key_ops: ["verify"] };
const FORM = /PKCS#8 in PEM/;
const TYPE = /^key is of type .* needs /;
const EITHER = /PKCS#8 in PEM|needs/;
const PUBLIC = /public key.*private/;
const HALVES = /do not match|not a valid JWK/;
const BITS = /1024 bits.*2048/;

type Row = readonly [
  name: string,
  alg: SigningAlgorithm,
  key: () => unknown,
  message: RegExp,
];

const ROWS: readonly Row[] = [
  ["an encrypted PEM", "RS256", () => encrypted(RSA.privateKey), /encrypted/],
  [
    "a PKCS#1 PEM",
    "RS256",
    () => RSA.privateKey.export({ type: "pkcs1", format: "pem" }),
    FORM,
  ],
  [
    "a SEC1 PEM",
    "ES256",
    () => P256.privateKey.export({ type: "sec1", format: "pem" }),
    FORM,
  ],
  [
    "a public PEM",
    "RS256",
    () => RSA.publicKey.export({ type: "spki", format: "pem" }),
    FORM,
  ],
  ["a text that is no PEM", "RS256", () => "c2VjcmV0LXNlY3JldA==", FORM],
  [
    "a PEM that is cut off",
    "RS256",
    () => pkcs8(RSA.privateKey).slice(0, 400),
    /not a PKCS#8 PEM/,
  ],
  [
    "a PEM of another type",
    "ES256",
    () => pkcs8(RSA.privateKey),
    /for ES256/,
  ],
  [
    "a PEM of another curve",
    "ES256",
    () => pkcs8(P384.privateKey),
    /for ES256/,
  ],
  ["a PEM of X25519", "EdDSA", () => pkcs8(X25519.privateKey), /for EdDSA/],
  ["RSA with 1024 bits, PEM", "RS256", () => pkcs8(SHORT.privateKey), BITS],
  ["RSA with 1024 bits, JWK", "RS256", () => jwk(SHORT.privateKey), BITS],
  ["RSA with 1024 bits, pair", "RS256", async () => ({
    privateKey: await cryptoKey(SHORT.privateKey, RS256),
    publicKey: await cryptoKey(SHORT.publicKey, RS256),
  }), BITS],
  ["a public JWK", "RS256", () => jwk(RSA.publicKey), PUBLIC],
  ["a JWK of another type", "RS256", () => jwk(P256.privateKey), TYPE],
  ["a JWK of another curve", "ES256", () => jwk(P384.privateKey), TYPE],
  ["a JWK of X25519", "EdDSA", () => jwk(X25519.privateKey), TYPE],
  ["a symmetric JWK", "RS256", () => ({ kty: "oct", k: "c2VjcmV0" }), TYPE],
  ["a JWK without type", "RS256", () => ({ d: "c2VjcmV0LXNlY3JldA" }), EITHER],
  [
    "a JWK for another algorithm",
    "RS256",
    () => ({ ...jwk(RSA.privateKey), alg: "PS256" }),
    /^key is for PS256, not for RS256$/,
  ],
  [
    "a JWK whose algorithm is the name of its curve",
    "ES256",
    () => ({ ...jwk(P256.privateKey), alg: "P-256" }),
    /^key is for P-256, not for ES256$/,
  ],
  ["a JWK that is for verifying", "ES256", () => VERIFYING, /^key has key_ops/],
  [
    "a JWK for encryption",
    "ES256",
    () => ({ ...jwk(P256.privateKey), use: "enc" }),
    /^key has use enc: a signer needs use sig$/,
  ],
  [
    "a JWK with a member that is no base64url",
    "ES256",
    () => ({ ...jwk(P256.privateKey), d: "§§§§§§§§§§§§§§§§" }),
    /not a valid JWK/,
  ],
  ["RSA halves of two keys", "RS256", () => ({
    ...jwk(RSA.privateKey),
    n: jwk(OTHER_RSA.publicKey).n,
  }), HALVES],
  ["P-256 halves of two keys", "ES256", () => ({
    ...jwk(P256.privateKey),
    d: jwk(OTHER_P256.privateKey).d,
  }), HALVES],
  ["Ed25519 halves of two keys", "EdDSA", () => ({
    ...jwk(ED.privateKey),
    x: jwk(OTHER_ED.publicKey).x,
  }), HALVES],
  ["a pair of two keys' halves", "ES256", async () => ({
    privateKey: await cryptoKey(P256.privateKey, ES256),
    publicKey: await cryptoKey(OTHER_P256.publicKey, ES256),
  }), HALVES],
  ["a pair that is swapped", "ES256", async () => ({
    privateKey: await cryptoKey(P256.publicKey, ES256),
    publicKey: await cryptoKey(P256.privateKey, ES256),
  }), /no private CryptoKey for ES256/],
  ["a pair without its public key", "ES256", async () => ({
    privateKey: await cryptoKey(P256.privateKey, ES256),
  }), /no public CryptoKey for ES256/],
  ["a pair whose public key is not extractable", "ES256", async () => ({
    privateKey: await cryptoKey(P256.privateKey, ES256),
    publicKey: await cryptoKey(P256.publicKey, ES256, ["verify"], false),
  }), /extractable/],
  [
    "a public CryptoKey",
    "ES256",
    () => cryptoKey(P256.publicKey, ES256),
    /no private CryptoKey for ES256/,
  ],
  [
    "a CryptoKey that is not extractable",
    "ES256",
    () => cryptoKey(P256.privateKey, ES256, ["sign"], false),
    /not extractable: pass the whole CryptoKeyPair/,
  ],
  [
    "a CryptoKey with another hash",
    "RS256",
    () => cryptoKey(RSA.privateKey, { ...RS256, hash: "SHA-512" }),
    /no private CryptoKey for RS256/,
  ],
  [
    "a CryptoKey with another padding",
    "RS256",
    () => cryptoKey(RSA.privateKey, { ...RS256, name: "RSA-PSS" }),
    /no private CryptoKey for RS256/,
  ],
  [
    "a CryptoKey of another curve",
    "ES256",
    () => cryptoKey(P384.privateKey, { ...ES256, namedCurve: "P-384" }),
    /no private CryptoKey for ES256/,
  ],
  [
    "a CryptoKey that may not sign",
    "ES256",
    () =>
      cryptoKey(P256.privateKey, { ...ES256, name: "ECDH" }, ["deriveBits"]),
    /no private CryptoKey for ES256/,
  ],
  ["nothing", "ES256", () => undefined, FORM],
  ["null", "ES256", () => null, FORM],
  ["bytes", "ES256", () => new Uint8Array(32), EITHER],
  [
    "another algorithm than there is",
    "HS256" as SigningAlgorithm,
    () => jwk(P256.privateKey),
    /^alg must be one of RS256, .*, not "HS256"$/,
  ],
];

/** Every piece of a key that a message could repeat. */
function piecesOf(key: unknown): readonly string[] {
  const texts = typeof key === "string"
    ? key.split(/\s+/).filter((line) => !line.includes("-"))
    : Object.entries(Object(key))
      .filter(([member]) => ["d", "k", "n", "p", "x", "y"].includes(member))
      .map(([, value]) => value as string);
  return texts.map((text) => text.slice(0, 8)).filter(({ length }) =>
    length === 8
  );
}

for (const [name, alg, make, message] of ROWS) {
  Deno.test(`a key that is not usable is a TypeError that says why and repeats nothing of it: ${name}`, async () => {
    const key = await make();
    const error = await assertRejects(
      () => importSigner(alg, key as PrivateKey),
      TypeError,
    );
    assertMatch(error.message, message);
    const told = `${error.message} ${Deno.inspect(error.cause)}`;
    assertEquals(piecesOf(key).filter((piece) => told.includes(piece)), []);
    assertEquals(/ ,|undefined/.test(error.message), false, error.message);
  });
}
