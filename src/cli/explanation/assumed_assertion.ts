/**
 * An assertion with claims that are assumed: its issuer is as it is, and its
 * keys are in the place of those that would be fetched. Which rule it keeps is
 * decided by the grant itself.
 *
 * @module
 */

import {
  encodeBase64Url,
  encodeTextBase64Url,
} from "../../encoding/base64url.ts";
import { encodeUtf8 } from "../../encoding/utf8.ts";
import type { Grant } from "../../grants/grant.ts";
import { generatePrivateKey } from "../../keys/generate_private_key.ts";
import { importSigner } from "../../keys/import_signer.ts";
import type { JsonWebKey } from "../../client.ts";
import type { Configuration } from "../configuration/configuration.ts";
import { grantsOf } from "../configuration/server_options.ts";
import type { Question } from "./question.ts";

/** The grants, and the parameters of a request with the assertion. */
export interface AssumedAssertions {
  /** The grants of the configuration, with keys of which one has signed. */
  readonly grants: readonly Grant[];
  /** The parameters that the assertion adds. */
  readonly parameters: Readonly<Record<string, string>>;
  /** To be called before the request. */
  begin(): void;
  /** Which of the rules was used since. */
  rule(): number | undefined;
}

/** How long one lives where its claims do not say it. */
const SECONDS = 60;

/**
 * Makes them.
 *
 * @param configuration The configuration.
 * @param question What is asked for.
 * @param now Epoch seconds.
 * @returns The grants and the parameters.
 */
export async function assumedAssertions(
  configuration: Configuration,
  { claims }: Question,
  now: number,
): Promise<AssumedAssertions> {
  const { trustedIssuers } = configuration;
  let used: number | undefined;
  const begin = () => void (used = undefined);
  const rule = () => used;
  if (claims === undefined || trustedIssuers === undefined) {
    return { grants: grantsOf(configuration), parameters: {}, begin, rule };
  }
  const { kid, private_jwk, public_jwk } = await generatePrivateKey("ES256");
  const { rules = [], identityProviders = [] } = trustedIssuers;
  const grants = grantsOf({
    issuer: configuration.issuer,
    trustedIssuers: {
      rules: rules.map(({ jwks_uri: _, ...rest }, i) => ({
        ...rest,
        jwks: { keys: [keyFor(rest.issuer, public_jwk)] },
        // The grant reads it of the rule alone that an assertion keeps.
        get subject(): string {
          used = i;
          return rest.subject ?? rest.client_id;
        },
      })),
      identityProviders: identityProviders.map(({ jwks_uri: _, ...rest }) => ({
        ...rest,
        jwks: { keys: [public_jwk] },
      })),
    },
  });
  const isIdJag = identityProviders.some(({ issuer }) =>
    issuer === claims["iss"]
  );
  const input = [
    { alg: "ES256", kid, ...(isIdJag && { typ: "oauth-id-jag+jwt" }) },
    {
      iat: Math.floor(now),
      exp: Math.floor(now) + SECONDS,
      ...(isIdJag && { jti: "assumed" }),
      ...claims,
    },
  ].map((part) => encodeTextBase64Url(JSON.stringify(part))).join(".");
  const signer = await importSigner("ES256", private_jwk);
  const signature = await signer.sign(
    encodeUtf8(input),
    new AbortController().signal,
  );
  const assertion = `${input}.${encodeBase64Url(signature)}`;
  return { grants, parameters: { assertion }, begin, rule };
}

/** A bundle says in words of its own what a key is for. */
function keyFor(issuer: string, key: JsonWebKey): JsonWebKey {
  return issuer.startsWith("spiffe:") ? { ...key, use: "jwt-svid" } : key;
}
