/**
 * Whether a Redis keeps what it has acknowledged.
 *
 * @module
 */

import type { RedisCommand } from "./redis_client.ts";

/**
 * Looks for settings with which Redis forgets keys, clients or claims.
 *
 * @param send Sends commands.
 * @returns One sentence for each; none is fine.
 */
export async function durabilityProblems(
  send: RedisCommand,
): Promise<readonly string[]> {
  let settings: string;
  try {
    // INFO is allowed in many places where CONFIG GET is not.
    const sections = ["persistence", "memory"].map((s) => send("INFO", s));
    settings = (await Promise.all(sections)).join("\n");
  } catch {
    return [
      "Redis does not say how it is set up: see to it that the append-only " +
      "file is on (appendonly yes) and that nothing is evicted " +
      "(maxmemory-policy noeviction).",
    ];
  }
  const problems: string[] = [];
  if (!/^aof_enabled:1\r?$/m.test(settings)) {
    problems.push(
      "Redis runs without its append-only file: a restart may take clients, " +
        "signing keys and claims of assertions away. Set appendonly yes.",
    );
  }
  const policy = settings.match(/^maxmemory_policy:(\S+)\r?$/m)?.[1];
  if (policy !== "noeviction") {
    problems.push(
      `Redis has the maxmemory-policy ${policy ?? "that it does not tell"}: ` +
        "where memory is short, it throws away claims of assertions, and " +
        "they can be used again. Set maxmemory-policy noeviction.",
    );
  }
  return problems;
}
