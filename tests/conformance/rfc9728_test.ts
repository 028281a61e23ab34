import { type Conformance, conformance } from "./requirement.ts";
import { METADATA } from "./rfc9728/metadata.ts";

export const RFC_9728: Conformance = conformance(
  "RFC 9728",
  "OAuth 2.0 Protected Resource Metadata",
  METADATA,
);
