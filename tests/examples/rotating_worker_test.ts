// Keys that rotate in workerd, where a promise of a request that has ended never
// settles: no request may wait for the read or the key of another one.

import { assert, assertEquals } from "@std/assert";
import { createLocalJWKSet, jwtVerify } from "jose";
import { IS_FULL } from "../scale.ts";
import { copyIntoProject, npmRuntime, testOn } from "./project.ts";
import { startWorker } from "./workerd.ts";

/** Twelve rounds of a second each: keys of workerd rotate by the real clock. */
const node = IS_FULL
  ? await npmRuntime("node@24")
  : { problem: "it is one of the full run" };

/** Requests at once. */
const MANY = 12;

testOn(
  "Workers: keys are made, read anew and rotate while requests come at once and are cut off",
  node,
  async (node, directory) => {
    const file = "rotating_keys_worker.ts";
    await copyIntoProject(directory, `tests/examples/${file}`, file);
    await using worker = await startWorker({ file, node, directory });
    const { issuer } = worker;
    const kids = new Set<string>();
    for (let round = 0; round < 12; round++) {
      // Whoever comes first reads, or makes the keys, and is gone in between.
      const cutOff = token(issuer, AbortSignal.timeout(60)).catch(() => {});
      const tokens = await Promise.all(
        Array.from({ length: MANY }, () => token(issuer)),
      );
      await cutOff;
      const response = await fetch(`${issuer}/jwks`);
      const keys = createLocalJWKSet(await response.json());
      for (const jwt of tokens) {
        kids.add((await jwtVerify(jwt, keys)).protectedHeader.kid!);
      }
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
    assert(kids.size > 1, worker.program.output);
  },
);

async function token(
  issuer: string,
  signal = AbortSignal.timeout(15_000),
): Promise<string> {
  const response = await fetch(`${issuer}/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: "test-client",
      client_secret: "foobar",
    }),
    signal,
  });
  const body = await response.json();
  assertEquals(response.status, 200, JSON.stringify(body));
  return body.access_token;
}
