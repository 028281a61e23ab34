/**
 * The options of client authentication.
 *
 * @module
 */

import type { AuthorizationServerOptions } from "../authorization_server_options.ts";
import { CLIENT_AUTHENTICATION_METHODS } from "../client_authentication/methods.ts";
import { ALGORITHMS } from "../keys/algorithms.ts";
import {
  checkChoice,
  checkFilled,
  checkGroup,
  checkInteger,
  checkMethods,
  expected,
  expectedUnseen,
} from "./expected.ts";

/** An hour: an assertion is made anew in less than a millisecond. */
const MAXIMUM_ASSERTION_SECONDS = 3_600;

/**
 * Checks which methods are offered, and what they need.
 *
 * @param options The options, whose storage was checked.
 * @throws {TypeError} The first mistake.
 */
export function checkClientAuthentication(
  options: AuthorizationServerOptions,
): void {
  checkAssertions(options.clientAssertions);
  const { clientAuthenticationMethods: methods, storage } = options;
  const clientSecretJwt = options.clientAssertions?.clientSecretJwt;
  if (methods !== undefined) {
    checkList("clientAuthenticationMethods", methods, [
      ...CLIENT_AUTHENTICATION_METHODS,
    ]);
    if (
      clientSecretJwt === undefined && methods.includes("client_secret_jwt")
    ) {
      throw new TypeError(
        "clientAuthenticationMethods has client_secret_jwt, which needs clientAssertions.clientSecretJwt",
      );
    }
  }
  const { replays } = storage;
  checkMethods("storage.replays", "a ReplayStore", replays, "claim");
  const needing = methods?.find((method) => method.endsWith("_jwt")) ??
    (clientSecretJwt && "client_secret_jwt");
  if (replays === undefined && needing !== undefined) {
    throw new TypeError(
      `storage must have replays for ${needing}: without them an assertion could be used again`,
    );
  }
}

function checkAssertions(
  group: AuthorizationServerOptions["clientAssertions"],
): void {
  if (group === undefined) return;
  checkGroup("clientAssertions", group, [
    "audience",
    "algorithms",
    "maxSeconds",
    "clientSecretJwt",
  ]);
  checkChoice("clientAssertions.audience", group.audience, [
    "issuer",
    "issuer-or-token-endpoint",
  ]);
  if (group.algorithms !== undefined) {
    checkList("clientAssertions.algorithms", group.algorithms, [
      ...ALGORITHMS.keys(),
    ]);
  }
  const { maxSeconds, clientSecretJwt } = group;
  checkInteger(
    "clientAssertions.maxSeconds",
    maxSeconds,
    1,
    MAXIMUM_ASSERTION_SECONDS,
  );
  if (clientSecretJwt !== undefined && !clientSecretJwt?.signature) {
    throw expectedUnseen(
      "clientAssertions.clientSecretJwt",
      "what clientSecretJwt() returns",
      clientSecretJwt,
    );
  }
}

function checkList(
  name: string,
  list: readonly string[],
  choices: readonly string[],
): void {
  checkFilled(name, list, "entry");
  const wrong = (list as readonly unknown[]).find((entry) =>
    !choices.includes(entry as string)
  );
  if (wrong !== undefined) {
    throw expected(`each of ${name}`, `one of ${choices.join(", ")}`, wrong);
  }
}
