/**
 * The libraries that must be able to verify our tokens.
 *
 * @module
 */

import { createRemoteJWKSet, type JWK, jwtVerify } from "jose";
// @ts-types="npm:@types/jsonwebtoken@^9.0.10"
import jsonwebtoken from "npm:jsonwebtoken@^9.0.3";
import { createPublicKey, type KeyObject } from "node:crypto";
import type { Settings } from "../runtimes/servers/suite_server.ts";
import { verifySignature } from "./node_crypto.js";

/** The name of an algorithm. */
export type Algorithm = Settings["SIGNING_ALG"];

/** What a verifier is given. */
export interface Evidence {
  /** The token. */
  readonly token: string;
  /** The algorithm that it must be signed with. */
  readonly alg: Algorithm;
  /** The issuer, which is the audience too. */
  readonly issuer: string;
  /** Where the keys are. */
  readonly jwks_uri: string;
  /** The key that the token names. */
  readonly jwk: JWK;
}

/** A library that verifies. */
export interface Verifier {
  /** Its name. */
  readonly name: string;
  /** The algorithms that it knows. */
  readonly algorithms: readonly Algorithm[];
  /** Throws, or answers `false`, unless the token is good. */
  verify(evidence: Evidence): unknown;
}

const ALL: readonly Algorithm[] = ["RS256", "ES256", "EdDSA"];

function keyOf({ jwk }: Evidence): KeyObject {
  return createPublicKey({ key: { ...jwk }, format: "jwk" });
}

/** All of them but Node itself. */
export const VERIFIERS: readonly Verifier[] = [
  {
    name: "jose",
    algorithms: ALL,
    verify: async ({ token, alg, issuer, jwks_uri }) =>
      await jwtVerify(token, createRemoteJWKSet(new URL(jwks_uri)), {
        algorithms: [alg],
        issuer,
        audience: issuer,
        typ: "at+jwt",
        requiredClaims: ["sub", "client_id", "iat", "exp", "jti"],
      }),
  },
  {
    name: "jsonwebtoken",
    algorithms: ["RS256", "ES256"],
    verify: (evidence) =>
      jsonwebtoken.verify(evidence.token, keyOf(evidence), {
        algorithms: [evidence.alg as "RS256" | "ES256"],
        issuer: evidence.issuer,
        audience: evidence.issuer,
      }),
  },
  {
    name: "node:crypto of Deno",
    algorithms: ALL,
    verify: ({ token, jwk, alg }) => verifySignature({ token, jwk, alg }),
  },
];
