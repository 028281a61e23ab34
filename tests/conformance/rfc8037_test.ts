import { Buffer } from "node:buffer";
import { generateKeyPairSync } from "node:crypto";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { importSigner, type JsonWebKey, thumbprint } from "@mintmark/oauth";
import { testServer } from "../fixtures.ts";
import { issue } from "./black_box.ts";
import { type Conformance, conformance } from "./requirement.ts";
import { published } from "./rfc7517/published.ts";
import { issueWith } from "./rfc7518/token.ts";
import { RFC_8037 as VECTOR, RFC_8037_THUMBPRINT } from "./vectors.ts";

export const RFC_8037: Conformance = conformance(
  "RFC 8037",
  "CFRG Elliptic Curves in JOSE",
  [
    {
      section: "2",
      level: "MUST",
      requirement: "a key has `kty` `OKP`, `crv` and `x`",
      async check() {
        const signer = await importSigner("EdDSA", VECTOR.jwk);
        const [key] = await published({ signer });
        const { kty, crv, x } = VECTOR.jwk;
        assertEquals([key!.kty, key!.crv, key!.x], [kty, crv, x]);
      },
    },
    {
      section: "2",
      level: "MUST NOT",
      requirement: "a public key has no `d`",
      async check() {
        const signer = await importSigner("EdDSA", VECTOR.jwk);
        const mistaken = { ...signer, publicJwk: VECTOR.jwk };
        for (const each of [signer, mistaken]) {
          assertEquals("d" in (await published({ signer: each }))[0]!, false);
        }
      },
    },
    {
      section: "3.1",
      level: "MUST",
      requirement: "signatures with `alg` `EdDSA` are made with such a key",
      choice: "With Ed25519. Ed448 is not in the WebCrypto of most runtimes.",
      async check() {
        const { privateKey } = generateKeyPairSync("ed25519");
        const { holds, signature } = await issueWith("EdDSA", privateKey);
        assert(holds("EdDSA"));
        assertEquals(signature.length, 64);
        for (const type of ["ed448", "x25519"] as const) {
          const { privateKey } = generateKeyPairSync(type as "ed448");
          const jwk = privateKey.export({ format: "jwk" }) as JsonWebKey;
          await assertRejects(
            () => importSigner("EdDSA", jwk),
            TypeError,
            "but EdDSA needs Ed25519",
          );
        }
      },
    },
    {
      section: "A.3",
      level: "defined",
      requirement: "the key of the example has the thumbprint of the example",
      async check() {
        assertEquals(thumbprint(VECTOR.jwk), RFC_8037_THUMBPRINT);
        const signer = await importSigner("EdDSA", VECTOR.jwk);
        const { header } = await issue(testServer({ signer }));
        assertEquals(header.kid, RFC_8037_THUMBPRINT);
      },
    },
    {
      section: "A.4",
      level: "defined",
      requirement: "the key of the example makes the signature of the example",
      async check() {
        const signer = await importSigner("EdDSA", VECTOR.jwk);
        const signature = await signer.sign(
          new TextEncoder().encode(VECTOR.input),
          new AbortController().signal,
        );
        assertEquals(
          Buffer.from(signature).toString("base64url"),
          VECTOR.signature,
        );
      },
    },
  ],
);
