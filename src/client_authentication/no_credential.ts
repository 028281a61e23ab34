/**
 * Requests that name a client and prove nothing (method `none`), and those
 * whose credential nobody understands.
 *
 * @module
 */

import type { ClientAuthenticator } from "./proof.ts";
import { refusedCredential } from "./refused_credential.ts";

/** Lets a client in that is registered for `none`; what it may do is little. */
export const NO_CREDENTIAL: ClientAuthenticator = Object.freeze({
  recognise(
    credential: Parameters<ClientAuthenticator["recognise"]>[0],
  ): ReturnType<ClientAuthenticator["recognise"]> {
    if (credential.method === "unrecognised") {
      return refusedCredential({ reason: credential.reason }, true);
    }
    if (credential.method !== "none") return undefined;
    const { client_id, method } = credential;
    return {
      client_id,
      // There is nothing to guess: a failure is answered in its own time.
      isGuessable: false,
      proofs: [{
        client_id,
        method,
        isFamiliar: true,
        recall: (client) => ({ client, method }),
        verify: (client) => Promise.resolve({ client, method }),
      }],
    };
  },
});
