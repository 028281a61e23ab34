import { assertEquals } from "@std/assert";
import { importSigner } from "@mintmark/oauth";
import { testServer } from "../fixtures.ts";
import { verificationKeys } from "../../src/keys/verification_keys.ts";
import { issue } from "./black_box.ts";
import { type Conformance, conformance } from "./requirement.ts";
import { published } from "./rfc7517/published.ts";
import { RFC_8037 } from "./vectors.ts";

const NAMES = ["EdDSA", "Ed25519"] as const;

export const RFC_9864: Conformance = conformance(
  "RFC 9864",
  "Fully-Specified Algorithms for JOSE and COSE",
  [
    {
      section: "2.2",
      level: "defined",
      requirement: "EdDSA over Ed25519 is named `Ed25519`",
      choice:
        "The operator chooses: header and published key carry `Ed25519` or the deprecated `EdDSA`, which more libraries know.",
      async check() {
        for (const alg of NAMES) {
          const signer = await importSigner(alg, RFC_8037.jwk);
          const server = testServer({ signer });
          assertEquals((await issue(server)).header.alg, alg);
          assertEquals((await published({ signer }))[0]!.alg, alg);
        }
      },
    },
    {
      section: "2.2",
      level: "defined",
      requirement: "the two names stand for one operation with one key",
      choice: "A key that is marked with either signs and verifies under both.",
      async check() {
        for (const marked of NAMES) {
          const jwk = { ...RFC_8037.jwk, alg: marked };
          for (const alg of NAMES) {
            assertEquals((await importSigner(alg, jwk)).alg, alg);
            const keys = verificationKeys({ keys: [jwk] });
            assertEquals(keys.candidates({ alg }).length, 1);
          }
        }
      },
    },
  ],
);
