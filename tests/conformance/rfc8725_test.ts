import { bySection, type Conformance, conformance } from "./requirement.ts";
import { ALGORITHMS } from "./rfc8725/algorithms.ts";
import { ASSERTIONS } from "./rfc8725/assertions.ts";
import { CLAIMS } from "./rfc8725/claims.ts";

export const RFC_8725: Conformance = conformance(
  "RFC 8725",
  "JSON Web Token Best Current Practices",
  [...ALGORITHMS, ...CLAIMS, ...ASSERTIONS]
    .toSorted((one, other) => bySection(one.section, other.section)),
);
