/**
 * A JWK Set in the configuration.
 *
 * @module
 */

import { ANY_OBJECT, list, object, type ObjectShape } from "./shape.ts";

/** Public keys (RFC 7517 §5). */
export const JWKS: ObjectShape = object({
  keys: {
    shape: list(ANY_OBJECT),
    what: "The public keys, each a JSON Web Key.",
    isRequired: true,
  },
});
