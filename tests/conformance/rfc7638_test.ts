import { Buffer } from "node:buffer";
import {
  createHash,
  createPrivateKey,
  type JsonWebKeyInput,
} from "node:crypto";
import { assertEquals } from "@std/assert";
import {
  generateSigner,
  importSigner,
  type JsonWebKey,
  type PrivateKey,
  type SigningAlgorithm,
} from "@mintmark/oauth";
import { testServer } from "../fixtures.ts";
import { issue, visit } from "./black_box.ts";
import { type Conformance, conformance } from "./requirement.ts";
import {
  RFC_7515_A2,
  RFC_7515_A3,
  RFC_7517_RSA,
  RFC_7638_THUMBPRINT,
  RFC_8037,
  RFC_8037_THUMBPRINT,
} from "./vectors.ts";

const { kid: _, alg: __, ...RSA } = RFC_7517_RSA;

/** The members that a thumbprint is made of, in their order, by `kty`. */
const MEMBERS: Readonly<Record<string, readonly (keyof JsonWebKey)[]>> = {
  EC: ["crv", "kty", "x", "y"],
  OKP: ["crv", "kty", "x"],
  RSA: ["e", "kty", "n"],
};

/** The thumbprint, worked out apart from the code under test. */
function thumbprint(jwk: JsonWebKey): string {
  const members = MEMBERS[jwk.kty!]!.map((name) => `"${name}":"${jwk[name]}"`);
  return createHash("sha256").update(`{${members.join(",")}}`).digest(
    "base64url",
  );
}

/** The `kid` that a signer of a key has, as tokens and the JWK Set say it. */
async function kidOf(alg: SigningAlgorithm, key: PrivateKey): Promise<string> {
  const server = testServer({ signer: await importSigner(alg, key) });
  const { header } = await issue(server);
  const { body } = await visit(server, "/jwks");
  assertEquals(body.keys[0].kid, header.kid);
  return header.kid;
}

export const RFC_7638: Conformance = conformance(
  "RFC 7638",
  "JSON Web Key (JWK) Thumbprint",
  [
    {
      section: "1",
      level: "MAY",
      requirement: "a thumbprint may be the `kid` of a key",
      choice:
        "It is, where neither the JWK nor the operator names another: the same key then has the same `kid` everywhere.",
      async check() {
        assertEquals(await kidOf("RS256", RSA), RFC_7638_THUMBPRINT);
        assertEquals(await kidOf("RS256", RFC_7517_RSA), "2011-04-29");
        const signer = await importSigner("RS256", RFC_7517_RSA, { kid: "k" });
        assertEquals((await issue(testServer({ signer }))).header.kid, "k");
      },
    },
    {
      section: "3",
      level: "defined",
      requirement:
        "a thumbprint is the hash of the required members in lexicographic order, without white space, base64url",
      async check() {
        for (const alg of ["RS256", "ES256", "EdDSA"] as const) {
          const server = testServer({ signer: await generateSigner(alg) });
          const { body } = await visit(server, "/jwks");
          assertEquals(body.keys[0].kid, thumbprint(body.keys[0]));
        }
      },
    },
    {
      section: "3.1",
      level: "defined",
      requirement: "the example key has the example thumbprint",
      async check() {
        assertEquals(await kidOf("RS256", RSA), RFC_7638_THUMBPRINT);
      },
    },
    {
      section: "3.2",
      level: "defined",
      requirement: "only the required members of a type are used",
      choice: "Those of OKP keys are in RFC 8037 §2, their example in its A.3.",
      async check() {
        assertEquals(
          await kidOf("EdDSA", RFC_8037.jwk),
          RFC_8037_THUMBPRINT,
        );
        for (const { alg, jwk } of [RFC_7515_A2, RFC_7515_A3]) {
          assertEquals(await kidOf(alg, jwk), thumbprint(jwk));
        }
      },
    },
    {
      section: "3.2.1",
      level: "defined",
      requirement: "a private key has the thumbprint of its public key",
      async check() {
        const { n, e, kty } = RSA as Record<string, string>;
        assertEquals(
          await kidOf("RS256", RSA),
          thumbprint({ kty, n, e } as JsonWebKey),
        );
      },
    },
    {
      section: "3.2.2",
      level: "defined",
      requirement: "optional members do not change a thumbprint",
      async check() {
        const decorated = { ...RSA, alg: "RS256", use: "sig", x5t: "x" };
        assertEquals(await kidOf("RS256", decorated), RFC_7638_THUMBPRINT);
      },
    },
    {
      section: "3.3",
      level: "defined",
      requirement: "the order in which a key is written changes nothing",
      async check() {
        const reversed = Object.fromEntries(Object.entries(RSA).toReversed());
        assertEquals(await kidOf("RS256", reversed), RFC_7638_THUMBPRINT);
      },
    },
    {
      section: "3.4",
      level: "defined",
      requirement: "the hash is one that both sides have agreed on",
      choice: "SHA-256.",
      async check() {
        const kid = await kidOf("ES256", RFC_7515_A3.jwk);
        assertEquals(Buffer.from(kid, "base64url").length, 32);
      },
    },
    {
      section: "3.5",
      level: "defined",
      requirement: "a key in another form has the thumbprint of its JWK",
      async check() {
        const pem = createPrivateKey(
          { key: RSA, format: "jwk" } as JsonWebKeyInput,
        ).export({ format: "pem", type: "pkcs8" }) as string;
        assertEquals(await kidOf("RS256", pem), RFC_7638_THUMBPRINT);
        const key = await crypto.subtle.importKey(
          "jwk",
          RSA as Record<string, string>,
          { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
          true,
          ["sign"],
        );
        assertEquals(await kidOf("RS256", key), RFC_7638_THUMBPRINT);
      },
    },
    {
      section: "7",
      level: "defined",
      requirement:
        "a key that is written in another way than the canonical one could have two thumbprints",
      choice: "Keys are written anew before their thumbprint is made.",
      async check() {
        const padded = Buffer.concat([
          new Uint8Array(1),
          Buffer.from(RSA.n as string, "base64url"),
        ]).toString("base64url");
        const written = await kidOf("RS256", { ...RSA, n: padded });
        assertEquals(written, RFC_7638_THUMBPRINT);
      },
    },
  ],
);
