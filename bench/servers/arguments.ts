/**
 * How the servers of this directory are told what to be.
 *
 * @module
 */

import process from "node:process";
import type { Algorithm, KeyJwk, Kind } from "../subjects.ts";

const [kind, alg, jwk] = process.argv.slice(2);

/** What the server is. */
export const KIND = kind as Kind;

/** What it signs with. */
export const ALGORITHM = alg as Algorithm;

/** The key that it signs with. */
export const KEY: KeyJwk = JSON.parse(jwk ?? "{}");
