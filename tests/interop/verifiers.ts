/**
 * The libraries that must be able to verify our tokens.
 *
 * @module
 */

import { createRemoteJWKSet, type JWK, jwtVerify } from "jose";
// @ts-types="npm:@types/jsonwebtoken@^9.0.10"
import jsonwebtoken from "npm:jsonwebtoken@^9.0.3";
import { createPublicKey, type KeyObject } from "node:crypto";
import { ALGORITHMS } from "../runtimes/servers/clients.ts";
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
  /** The issuer. */
  readonly issuer: string;
  /** The audience. */
  readonly audience: string;
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

/** Whether an algorithm is one of those that older runtimes lack. */
export function isPostQuantum(alg: Algorithm): boolean {
  return alg.startsWith("ML-DSA-");
}

function keyOf({ jwk }: Evidence): KeyObject {
  return createPublicKey({ key: { ...jwk }, format: "jwk" });
}

/** What jsonwebtoken knows of them. */
const JSONWEBTOKEN = [
  ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] as const,
  ...["ES256", "ES384", "ES512"] as const,
];

/** All of them but Node itself. */
export const VERIFIERS: readonly Verifier[] = [
  {
    name: "jose",
    algorithms: ALGORITHMS,
    verify: async ({ token, alg, issuer, audience, jwks_uri }) =>
      await jwtVerify(token, createRemoteJWKSet(new URL(jwks_uri)), {
        algorithms: [alg],
        issuer,
        audience,
        typ: "at+jwt",
        requiredClaims: ["sub", "client_id", "iat", "exp", "jti"],
      }),
  },
  {
    name: "jsonwebtoken",
    algorithms: JSONWEBTOKEN,
    verify: (evidence) =>
      jsonwebtoken.verify(evidence.token, keyOf(evidence), {
        algorithms: [evidence.alg as (typeof JSONWEBTOKEN)[number]],
        issuer: evidence.issuer,
        audience: evidence.audience,
      }),
  },
  {
    name: "node:crypto of Deno",
    algorithms: ALGORITHMS.filter((alg) => !isPostQuantum(alg)),
    verify: ({ token, jwk, alg }) => verifySignature({ token, jwk, alg }),
  },
];
