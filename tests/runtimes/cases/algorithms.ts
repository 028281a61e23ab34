/**
 * Signatures of every kind, by keys that the runtime makes.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import type { Served } from "../served.ts";
import { ANY_ALGORITHM, resourceOf } from "../servers/clients.ts";
import type { ShutdownCase } from "./shutdown.ts";

function caseOf(name: string, ...algs: readonly string[]): ShutdownCase {
  return {
    name,
    settings: { OTHER_ALGS: algs.join(" ") },
    async run(served) {
      const keys = await (await fetch(`${served.base}/jwks`)).json();
      for (const alg of algs) {
        const token = await tokenFor(served, resourceOf(alg));
        const { kid } = decodeProtectedHeader(token);
        await jwtVerify(token, createLocalJWKSet(keys), {
          issuer: served.base,
          audience: resourceOf(alg),
          algorithms: [alg],
        });
        const [key] = keys.keys.filter((key: { kid: string }) =>
          key.kid === kid
        );
        assertEquals([key.alg, key.use, key.d, key.priv], [
          alg,
          "sig",
          undefined,
          undefined,
        ]);
      }
    },
  };
}

async function tokenFor({ base }: Served, resource: string): Promise<string> {
  const response = await fetch(`${base}/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      ...ANY_ALGORITHM,
      resource,
    }),
  });
  const body = await response.json();
  assertEquals(response.status, 200, JSON.stringify(body));
  return body.access_token;
}

/** The cases, each with a process of its own. */
export const ALGORITHM_CASES: readonly ShutdownCase[] = [
  caseOf(
    "tokens are signed with PS256, ES384, ES512 and Ed25519, from keys that are made there",
    ...["PS256", "ES384", "ES512", "Ed25519"],
  ),
  caseOf(
    "tokens are signed with ML-DSA-65, from keys that are made there",
    "ML-DSA-65",
  ),
];
