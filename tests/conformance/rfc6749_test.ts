import { type Conformance, conformance } from "./requirement.ts";
import { AUTHORIZATION_ENDPOINT } from "./rfc6749/authorization_endpoint.ts";
import { GRANTS } from "./rfc6749/client_credentials.ts";
import { CLIENT_PASSWORD } from "./rfc6749/client_password.ts";
import { CLIENTS } from "./rfc6749/clients.ts";
import { ERROR_CODES } from "./rfc6749/error_codes.ts";
import { ERRORS } from "./rfc6749/errors.ts";
import { SCOPE } from "./rfc6749/scope.ts";
import { SECURITY } from "./rfc6749/security.ts";
import { SUCCESS } from "./rfc6749/success.ts";
import { SYNTAX } from "./rfc6749/syntax.ts";
import { TOKEN_ENDPOINT } from "./rfc6749/token_endpoint.ts";

export const RFC_6749: Conformance = conformance(
  "RFC 6749",
  "The OAuth 2.0 Authorization Framework",
  [
    ...CLIENTS,
    ...CLIENT_PASSWORD,
    ...AUTHORIZATION_ENDPOINT,
    ...TOKEN_ENDPOINT,
    ...SCOPE,
    ...GRANTS,
    ...SUCCESS,
    ...ERROR_CODES,
    ...ERRORS,
    ...SECURITY,
    ...SYNTAX,
  ],
);
