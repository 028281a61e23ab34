import { type Conformance, conformance } from "./requirement.ts";
import { KEYS } from "./rfc7518/keys.ts";
import { SIGNATURES } from "./rfc7518/signatures.ts";

export const RFC_7518: Conformance = conformance(
  "RFC 7518",
  "JSON Web Algorithms (JWA)",
  [...SIGNATURES, ...KEYS],
);
