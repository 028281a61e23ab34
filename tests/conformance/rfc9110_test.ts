import { type Conformance, conformance } from "./requirement.ts";
import { AUTHENTICATION } from "./rfc9110/authentication.ts";
import { CONTENT } from "./rfc9110/content.ts";
import { METHODS } from "./rfc9110/methods.ts";
import { STATUSES } from "./rfc9110/statuses.ts";

export const RFC_9110: Conformance = conformance(
  "RFC 9110",
  "HTTP Semantics",
  [...CONTENT, ...METHODS, ...AUTHENTICATION, ...STATUSES],
);
