import { type Conformance, conformance } from "./requirement.ts";
import { ROWS } from "./rfc7521/rows.ts";

export const RFC_7521: Conformance = conformance(
  "RFC 7521",
  "Assertion Framework for OAuth 2.0 Client Authentication and Authorization Grants",
  ROWS,
);
