import { bySection, type Conformance, conformance } from "./requirement.ts";
import { KEY } from "./rfc7517/key.ts";
import { KEY_SET } from "./rfc7517/key_set.ts";
import { VERIFICATION } from "./rfc7517/verification.ts";

export const RFC_7517: Conformance = conformance(
  "RFC 7517",
  "JSON Web Key (JWK)",
  [...KEY, ...KEY_SET, ...VERIFICATION].toSorted((one, other) =>
    bySection(one.section, other.section)
  ),
);
