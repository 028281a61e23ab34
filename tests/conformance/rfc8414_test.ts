import { type Conformance, conformance } from "./requirement.ts";
import { METADATA } from "./rfc8414/metadata.ts";
import { RETRIEVAL } from "./rfc8414/retrieval.ts";

export const RFC_8414: Conformance = conformance(
  "RFC 8414",
  "OAuth 2.0 Authorization Server Metadata",
  [...METADATA, ...RETRIEVAL],
);
