import { type Conformance, conformance } from "./requirement.ts";
import { AUDIENCE } from "./rfc9068/audience.ts";
import { RESOURCE_SERVER } from "./rfc9068/resource_server.ts";
import { TOKEN } from "./rfc9068/token.ts";
import { VALIDATION } from "./rfc9068/validation.ts";

export const RFC_9068: Conformance = conformance(
  "RFC 9068",
  "JSON Web Token (JWT) Profile for OAuth 2.0 Access Tokens",
  [...TOKEN, ...AUDIENCE, ...RESOURCE_SERVER, ...VALIDATION],
);
