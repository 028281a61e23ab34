/**
 * A credential that cannot be right, whoever the client is.
 *
 * @module
 */

import type { Failure, Presented } from "./proof.ts";

/**
 * Makes what is presented by it.
 *
 * @param failure Why there is no reading.
 * @param isGuessable Whether trying often enough would help.
 * @param client_id The client that it names, if it does.
 * @returns What fails without a proof.
 */
export function refusedCredential(
  failure: Failure,
  isGuessable: boolean,
  client_id?: string,
): Presented {
  return { proofs: [], failure, client_id, isGuessable };
}
