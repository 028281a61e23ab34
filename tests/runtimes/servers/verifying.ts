/**
 * What every runtime of the suite does with tokens: it verifies them, with
 * keys that it finds by the issuer alone.
 *
 * @module
 */

import {
  AccessTokenError,
  createVerifier,
  type VerifierOptions,
} from "@mintmark/oauth/resource-server";

/** What is verified. */
export interface Task extends VerifierOptions {
  /** The tokens, each by a name. */
  readonly tokens: Readonly<Record<string, string>>;
}

/**
 * Verifies tokens, all at once and then each again.
 *
 * @param task The tokens, and the options of the verifier.
 * @returns What became of each: the subject, or the reason of its refusal.
 */
export async function verifyAll(
  { tokens, ...options }: Task,
): Promise<Readonly<Record<string, string>>> {
  const { verify } = createVerifier(options);
  const outcome = async (token: string) => {
    try {
      return (await verify(token)).sub!;
    } catch (error) {
      if (error instanceof AccessTokenError) return error.reason;
      throw error;
    }
  };
  const names = Object.keys(tokens);
  await Promise.all(names.map((name) => outcome(tokens[name]!)));
  const outcomes: [string, string][] = [];
  for (const name of names) outcomes.push([name, await outcome(tokens[name]!)]);
  return Object.fromEntries(outcomes);
}
