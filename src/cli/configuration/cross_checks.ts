/**
 * What the members of a configuration ask of each other, by the library's own
 * checks.
 *
 * @module
 */

import type { AuthorizationServerOptions } from "../../authorization_server_options.ts";
import { createAuthorizationServer } from "../../authorization_server.ts";
import { createKeyRing } from "../../keys/create_key_ring.ts";
import { keyRotation } from "../../keys/key_rotation.ts";
import { keyWrapping } from "../../keys/key_wrapping.ts";
import { checkCors, checkIssuer } from "../../options/issuer.ts";
import { checkProxies } from "../../options/proxies.ts";
import { checkResources } from "../../options/resources.ts";
import { memoryStorage } from "../../storage/memory.ts";
import type { Configuration } from "./configuration.ts";
import { leadingPath, type Problem } from "./problem.ts";
import { dataOptions, OTHER_NAMES, rotationPolicy } from "./server_options.ts";
import { problemsOfTrusting } from "./trusted_issuers.ts";

/** A check, and what it is about: it needs these members to be fine. */
interface CrossCheck {
  readonly members: readonly string[];
  readonly run: (configuration: Configuration) => void;
}

const CHECKS: readonly CrossCheck[] = [
  {
    members: ["issuer", "allowInsecureIssuer", "basePath"],
    run: (configuration) => checkIssuer(optionsOf(configuration)),
  },
  {
    members: ["cors"],
    run: (configuration) => checkCors(optionsOf(configuration)),
  },
  {
    members: ["proxies"],
    run: (configuration) => checkProxies(optionsOf(configuration)),
  },
  {
    members: ["resources", "defaultAudience"],
    run: (configuration) => checkResources(optionsOf(configuration)),
  },
  {
    members: ["signing", "accessToken", "resources"],
    run: (configuration) => void keyRotation(rotationPolicy(configuration)),
  },
  {
    members: ["signing", "resources", "wrappingKeys"],
    run: checkSingleKey,
  },
  {
    members: ["wrappingKeys"],
    run: ({ wrappingKeys }) => {
      if (wrappingKeys !== undefined) keyWrapping(wrappingKeys);
    },
  },
  {
    members: ["clientKeySets", "limits"],
    run: ({ trustedIssuers: _, ...rest }) => void dataOptions(rest),
  },
];

/**
 * Checks what the members ask of each other.
 *
 * @param configuration The configuration, each value of which was checked.
 * @param isFine Whether a member has no mistake of its own.
 * @param report Takes each mistake.
 */
export function crossCheck(
  configuration: Configuration,
  isFine: (member: string) => boolean,
  report: (problem: Problem) => void,
): void {
  let isAllFine = true;
  const attempt = (run: () => void) => {
    try {
      run();
    } catch (error) {
      isAllFine = false;
      const message = inTheNamesOfTheFile((error as Error).message);
      report({ path: leadingPath(message), message });
    }
  };
  for (const { members, run } of CHECKS) {
    if (members.every(isFine)) attempt(() => run(configuration));
    else isAllFine = false;
  }
  if (["issuer", "trustedIssuers", "limits"].every(isFine)) {
    for (const problem of problemsOfTrusting(configuration)) {
      isAllFine = false;
      report(problem);
    }
  } else isAllFine = false;
  // What is left needs everything else to be right.
  if (!isAllFine) return;
  attempt(() => {
    const storage = memoryStorage();
    const { signing } = configuration;
    createAuthorizationServer({
      ...dataOptions(configuration),
      storage,
      keys: createKeyRing({
        store: storage.keys,
        ...(signing?.key === undefined &&
          { policy: rotationPolicy(configuration) }),
      }),
    }).close();
  });
}

function checkSingleKey({ signing, wrappingKeys, resources }: Configuration) {
  const { key, rotation, alg = "ES256" } = signing ?? {};
  if (key === undefined) return;
  if (rotation !== undefined) {
    throw new TypeError(
      "signing.key does not rotate: leave out either it or signing.rotation",
    );
  }
  if (wrappingKeys !== undefined) {
    throw new TypeError(
      "signing.key is not stored: leave out either it or wrappingKeys",
    );
  }
  const other = resources?.find((resource) =>
    resource.alg !== undefined && resource.alg !== alg
  );
  if (other !== undefined) {
    throw new TypeError(
      `signing.key signs ${alg}, and not ${other.alg} for ${other.resource}: leave out signing.key`,
    );
  }
}

/** The checks look at their own members alone. */
function optionsOf(configuration: Configuration): AuthorizationServerOptions {
  const { clientKeySets: _, trustedIssuers: _others, ...rest } = configuration;
  return {
    ...dataOptions({ ...rest, clientKeySets: false }),
    storage: memoryStorage(),
  };
}

const NAMES = new RegExp(
  `(?<![\\w.])(?:${[...OTHER_NAMES.keys()].join("|")})(?![\\w])`,
  "g",
);

/** The library says how its own options are called. */
function inTheNamesOfTheFile(message: string): string {
  return message
    .replace(
      /^resources\[\d+\]\.accessTokenSeconds/,
      (name) => name.replace("accessTokenSeconds", "seconds"),
    )
    .replace(NAMES, (name) => OTHER_NAMES.get(name)!);
}
