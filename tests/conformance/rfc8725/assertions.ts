/**
 * RFC 8725 §3, for the assertions that clients sign.
 *
 * @module
 */

import { clientSecretJwt } from "@mintmark/oauth";
import { assertEquals } from "@std/assert";
import {
  assertion,
  clientKey,
  formOf,
  hmacSigned,
  KEY,
  KEYED,
  keyedServer,
  reasonOf,
} from "../../client_authentication/assertions.ts";
import { post } from "../../fixtures.ts";
import { assertAccepted, assertRefusedFor, clientWith } from "../asserting.ts";
import type { Requirement } from "../requirement.ts";

/** The rows. */
export const ASSERTIONS: readonly Requirement[] = [
  {
    section: "3.1",
    level: "MUST",
    requirement: "client assertions: only algorithms that are allowed are used",
    async check() {
      const clientAssertions = { algorithms: ["PS256"] } as const;
      const reason = "assertion_alg_not_allowed";
      await assertRefusedFor(reason, {}, { clientAssertions });
    },
  },
  {
    section: "3.1",
    level: "MUST",
    requirement: "client assertions: a key is used with one algorithm",
    choice:
      "With those that its type, curve, `alg`, `use` and `key_ops` allow; EdDSA has two names.",
    async check() {
      const { key, options } = await clientWith("RS256", { alg: "PS256" });
      await assertRefusedFor("assertion_key_not_registered", { key }, options);
    },
  },
  {
    section: "3.2",
    level: "MUST NOT",
    requirement:
      "client assertions: `none` is not accepted unless it is asked for",
    choice: "It cannot be asked for.",
    async check() {
      for (const alg of ["none", "None", "NONE"]) {
        const reason = "assertion_alg_not_allowed";
        await assertRefusedFor(reason, { header: { alg } });
      }
    },
  },
  {
    section: "3.2",
    level: "defined",
    requirement:
      "client assertions: a public key is never the secret of an HMAC (2.1)",
    async check() {
      const secret = new TextEncoder().encode(JSON.stringify(KEY.public_jwk));
      const text = await hmacSigned({ header: { alg: "HS256" } }, secret);
      const server = keyedServer();
      assertEquals((await post(server, formOf(text))).status, 401);
      assertEquals(reasonOf(server), "assertion_alg_not_allowed");
    },
  },
  {
    section: "3.3",
    level: "MUST",
    requirement:
      "client assertions: every cryptographic operation is validated, or all is refused",
    async check() {
      const key = { ...await clientKey("ES256"), kid: KEY.kid };
      await assertRefusedFor("assertion_signature_wrong", { key });
    },
  },
  {
    section: "3.5",
    level: "MUST",
    requirement: "client assertions: keys have enough entropy",
    choice:
      "RSA keys of less than 2048 bits verify nothing; the secret of an HMAC is as long as its hash at least (RFC 7518 §3.2).",
    async check() {
      const unwrap = {
        clientSecretJwt: clientSecretJwt({
          dangerouslyUnwrapSecret: () => Promise.resolve("short"),
        }),
      };
      const client = {
        ...KEYED,
        token_endpoint_auth_method: "client_secret_jwt",
        client_secrets: [{ hash: "$test$x", wrapped_secret: "x" }],
      };
      const options = { clients: [client], clientAssertions: unwrap };
      const server = keyedServer(options);
      const secret = new TextEncoder().encode("short");
      const text = await hmacSigned({ header: { alg: "HS256" } }, secret);
      assertEquals((await post(server, formOf(text))).status, 401);
      assertEquals(reasonOf(server), "secret_too_short_for_alg");
    },
  },
  {
    section: "3.7",
    level: "MUST",
    requirement: "client assertions: JSON is UTF-8",
    async check() {
      const [header, , signature] = (await assertion()).split(".");
      // {"a":"\xff"}
      const text = `${header}.eyJhIjoi_yJ9.${signature}`;
      const server = keyedServer();
      assertEquals((await post(server, formOf(text))).status, 401);
      assertEquals(reasonOf(server), "jwt_payload_not_utf8");
    },
  },
  {
    section: "3.8",
    level: "MUST",
    requirement:
      "client assertions: the issuer owns the key, and the subject is a client of it",
    async check() {
      const jwks = { keys: [(await clientKey("ES256")).public_jwk] };
      const other = { ...KEYED, client_id: "other", jwks };
      await assertRefusedFor(
        "assertion_key_not_registered",
        { client_id: "other" },
        { clients: [KEYED, other] },
      );
    },
  },
  {
    section: "3.9",
    level: "MUST",
    requirement: "client assertions: a JWT for somebody else is refused",
    async check() {
      const aud = "https://api.example.com";
      const reason = "assertion_for_other_audience";
      await assertRefusedFor(reason, { claims: { aud } });
    },
  },
  {
    section: "3.10",
    level: "SHOULD",
    requirement:
      "client assertions: claims are not trusted before they are verified: `kid`, `jku`, `x5u`",
    choice:
      "A `kid` is compared with registered ones and nothing else; keys and URLs in a header are not looked at.",
    async check() {
      await assertAccepted({ header: { jku: "http://127.0.0.1/", x5u: "x" } });
      const key = await clientKey("ES256");
      const header = { kid: KEY.kid, jwk: key.public_jwk };
      await assertRefusedFor("assertion_signature_wrong", { key, header });
      const kid = "'; DROP TABLE clients --";
      await assertRefusedFor("assertion_key_not_registered", {
        header: { kid },
      });
    },
  },
  {
    section: "3.11",
    level: "MUST",
    requirement: "client assertions: a JWT of another `typ` is refused",
    choice:
      "`client-authentication+jwt`, `JWT` or none: most libraries set none.",
    async check() {
      for (const typ of ["client-authentication+jwt", "JWT", undefined]) {
        await assertAccepted({ header: { typ } });
      }
      for (const typ of ["at+jwt", "dpop+jwt", "oauth-id-jag+jwt"]) {
        const reason = "assertion_type_not_allowed";
        await assertRefusedFor(reason, { header: { typ } });
      }
    },
  },
  {
    section: "3.12",
    level: "MUST",
    requirement:
      "client assertions: one kind of JWT cannot take the place of another",
    choice:
      "By `typ`, `aud`, and `iss` equal to `sub`: an access token of ours is none of the three.",
    async check() {
      const server = keyedServer();
      const { body } = await post(server, formOf(await assertion()));
      const { status } = await post(server, formOf(body.access_token));
      assertEquals(status, 401);
    },
  },
];
