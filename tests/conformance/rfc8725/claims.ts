/**
 * RFC 8725 §3.8 to §3.12: claims, and kinds of JWTs.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { generateSigner } from "@mintmark/oauth";
import { API, testVerifier, token } from "../../resource_server/tokens.ts";
import { claimsOf, testServer } from "../../fixtures.ts";
import { issue } from "../black_box.ts";
import type { Requirement } from "../requirement.ts";
import { assertInvalid, assertValid } from "../resource_server.ts";

/** The rows of §3.8 to §3.12. */
export const CLAIMS: readonly Requirement[] = [
  {
    section: "3.8",
    level: "MUST",
    requirement: "the key belongs to the issuer that `iss` names",
    choice: "A verifier has one issuer, and its keys only.",
    async check() {
      const iss = "https://other.example.com";
      await assertInvalid(await token({ iss }), "wrong_issuer");
      const other = await generateSigner("ES256");
      await assertInvalid(
        await token({}, { kid: other.kid }, other),
        "unknown_key",
      );
    },
  },
  {
    section: "3.8",
    level: "MUST",
    requirement: "the subject is one that the application knows",
    choice:
      "Only the application can tell: the handler is given the claims. A token without `sub` is refused.",
    async check() {
      const claims = await testVerifier().verify(await token({ sub: "who" }));
      assertEquals(claims.sub, "who");
      await assertInvalid(await token({ sub: undefined }), "missing_claim");
    },
  },
  {
    section: "3.9",
    level: "MUST",
    requirement: "a token that others could accept has an `aud`",
    async check() {
      assertEquals(typeof (await issue(testServer())).claims.aud, "string");
    },
  },
  {
    section: "3.9",
    level: "MUST",
    requirement: "a token whose `aud` is not the recipient is refused",
    async check() {
      await assertValid(await token({ aud: ["https://b.example/", API] }));
      await assertInvalid(await token({ aud: undefined }), "missing_claim");
      await assertInvalid(
        await token({ aud: "https://b.example/" }),
        "wrong_audience",
      );
    },
  },
  {
    section: "3.10",
    level: "defined",
    requirement: "`kid` is not trusted before it reaches a look-up",
    choice: "It is compared with the `kid` of keys that are in memory.",
    async check() {
      for (const kid of ["' OR 1=1 --", "../../key", "__proto__", "\0"]) {
        await assertInvalid(await token({}, { kid }), "unknown_key");
      }
    },
  },
  {
    section: "3.10",
    level: "defined",
    requirement: "no URL and no key in a header is followed",
    choice: "`jku`, `x5u`, `jwk` and `x5c` are ignored.",
    async check() {
      const evil = await generateSigner("ES256");
      const header = {
        kid: evil.kid,
        jwk: evil.publicJwk,
        jku: "https://evil.example/jwks",
        x5u: "https://evil.example/x5u",
      };
      await assertInvalid(await token({}, header, evil), "unknown_key");
      const { kid: _, ...others } = header;
      await assertValid(await token({}, others));
    },
  },
  {
    section: "3.11",
    level: "SHOULD",
    requirement: "the kind of a JWT is said in `typ`, and checked",
    async check() {
      const { header, token: text } = await issue(testServer());
      assertEquals(header.typ, "at+jwt");
      assertEquals(typeof claimsOf(text).iss, "string");
      await assertInvalid(await token({}, { typ: "JWT" }), "wrong_type");
    },
  },
  {
    section: "3.12",
    level: "MUST",
    requirement: "what is accepted as one kind is refused as any other",
    choice:
      "Where `typ` cannot tell (`lenient`), so do claims that only ID tokens, logout tokens and security events have.",
    async check() {
      const profile = "lenient";
      for (const typ of ["dpop+jwt", "client-authentication+jwt"]) {
        const text = await token({}, { typ });
        await assertInvalid(text, "wrong_type", { profile });
      }
      for (const claims of [{ at_hash: "x" }, { events: {} }]) {
        const text = await token(claims, { typ: "JWT" });
        await assertInvalid(text, "not_an_access_token", { profile });
      }
    },
  },
];
