/**
 * Writes `token_endpoint.json` from its definitions. Run it when one of them
 * has changed: signatures with ECDSA and PSS differ each time.
 *
 * @module
 */

import { acceptedVectors } from "./accepted.ts";
import { claimVectors } from "./assertion_claims.ts";
import { formVectors } from "./assertion_form.ts";
import { BASIC_VECTORS } from "./basic.ts";
import { CLIENTS } from "./clients.ts";
import { FORM_VECTORS } from "./form.ts";
import { ISSUER, NOW, type Vectors } from "./vector.ts";

const vectors: Vectors = {
  description: [
    "Token requests and how they must be answered, for a server with this issuer, clock and clients, which offers client_secret_basic, client_secret_post and private_key_jwt and grants client_credentials. Each request is sent to issuer + /token, in this order, to one server.",
    "answer: the status and the member error of the body; a token where there is no error. reason: the private reason in the audit event, which no client is told. after: the vector that must have been sent before.",
    "Clocks may differ by 30 seconds; an assertion may be 300 seconds away from its end, and 8192 characters long. The keys are known to everybody.",
  ],
  issuer: ISSUER,
  now: NOW,
  clients: CLIENTS,
  vectors: [
    ...await acceptedVectors(),
    ...await formVectors(),
    ...await claimVectors(),
    ...BASIC_VECTORS,
    ...FORM_VECTORS,
  ],
};

await Deno.writeTextFile(
  new URL("token_endpoint.json", import.meta.url),
  `${JSON.stringify(vectors, null, 2)}\n`,
);
console.log(`${vectors.vectors.length} vectors`);
