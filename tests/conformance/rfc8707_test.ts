import { type Conformance, conformance } from "./requirement.ts";
import { RESOURCE } from "./rfc8707/resource.ts";
import { TOKEN } from "./rfc8707/token.ts";

export const RFC_8707: Conformance = conformance(
  "RFC 8707",
  "Resource Indicators for OAuth 2.0",
  [...RESOURCE, ...TOKEN],
);
