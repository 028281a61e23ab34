import { type Conformance, conformance } from "./requirement.ts";
import { SERIALIZATION } from "./rfc7515/serialization.ts";
import { SIGNATURE } from "./rfc7515/signature.ts";

export const RFC_7515: Conformance = conformance(
  "RFC 7515",
  "JSON Web Signature (JWS)",
  [...SERIALIZATION, ...SIGNATURE],
);
