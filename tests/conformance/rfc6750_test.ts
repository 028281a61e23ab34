import { type Conformance, conformance } from "./requirement.ts";
import { CHALLENGE } from "./rfc6750/challenge.ts";
import { REQUEST } from "./rfc6750/request.ts";
import { TOKENS } from "./rfc6750/tokens.ts";

export const RFC_6750: Conformance = conformance(
  "RFC 6750",
  "The OAuth 2.0 Authorization Framework: Bearer Token Usage",
  [...REQUEST, ...CHALLENGE, ...TOKENS],
);
