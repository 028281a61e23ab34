import { type Conformance, conformance } from "./requirement.ts";
import { ROWS } from "./rfc7523/rows.ts";

export const RFC_7523: Conformance = conformance(
  "RFC 7523",
  "JSON Web Token (JWT) Profile for OAuth 2.0 Client Authentication and Authorization Grants",
  ROWS,
);
