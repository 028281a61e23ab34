/**
 * From a row about an assertion to its vector.
 *
 * @module
 */

import { type Difference, signedFor } from "./signing.ts";
import { type Expected, type Vector, vector } from "./vector.ts";

/** The `client_assertion_type` of RFC 7523 §2.2. */
export const JWT_BEARER =
  "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** How a request with an assertion differs from a right one. */
export interface Change {
  /** What the assertion says. */
  readonly difference?: Difference;
  /** What becomes of its text after it was signed. */
  readonly text?: (jwt: string) => string;
  /** Parameters beside it; one that is empty is left out. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Id, section, what it is, the change, the reason. */
export type Row = readonly [string, string, string, Change, string];

/** Makes the vector. */
export async function assertionVector(
  names: readonly [string, string, string],
  { difference, text = (jwt) => jwt, parameters = {} }: Change,
  expected: Expected,
): Promise<Vector> {
  const all = {
    grant_type: "client_credentials",
    client_assertion_type: JWT_BEARER,
    client_assertion: text(await signedFor(names[0], difference)),
    ...parameters,
  };
  const present = Object.entries(all).filter(([, value]) => value !== "");
  const body = new URLSearchParams(present).toString();
  return vector(names, { body }, expected);
}
