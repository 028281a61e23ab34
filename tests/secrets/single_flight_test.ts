/** Requests that present one secret at the same time. @module */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { OAuthError } from "@mintmark/oauth";
import { DeadlineError } from "../../src/deadline.ts";
import { NOW } from "../fixtures.ts";
import {
  type Asked,
  contextOf,
  manualHasher,
  presented,
  STORED,
  verifierOf,
} from "./verifier_setup.ts";

Deno.test("SecretVerifier lets simultaneous requests with one secret share one verification", async () => {
  const { hasher, asked } = manualHasher();
  const verifier = verifierOf(hasher);
  const requests = Array.from(
    { length: 100 },
    () => verifier.verify(presented("foobar"), contextOf()),
  );
  assertEquals(asked.length, 1);
  asked[0]!.resolve(true);
  for (const found of await Promise.all(requests)) assertEquals(found, STORED);
});

Deno.test("SecretVerifier shares no verification between secrets, clients and hashes", async () => {
  const { hasher, asked } = manualHasher();
  const verifier = verifierOf(hasher);
  const requests = [
    presented("foobar"),
    presented("foobaz"),
    presented("foobar", [STORED], "b"),
    presented("foobar", [{ hash: "$test$new" }]),
  ].map((each) => verifier.verify(each, contextOf()));
  assertEquals(asked.length, requests.length);
  asked.forEach(({ resolve }, i) => resolve(i === 0));
  const found = await Promise.all(requests);
  assertEquals(found, [STORED, undefined, undefined, undefined]);
  assertEquals(
    verifier.recall(presented("foobar", [STORED], "b"), NOW),
    undefined,
  );
});

Deno.test("SecretVerifier verifies anew after a verification has ended, right or wrong", async () => {
  const { hasher, asked } = manualHasher();
  const verifier = verifierOf(hasher);
  const outcomes: ((request: Asked) => void)[] = [
    ({ resolve }) => resolve(false),
    ({ reject }) => reject(new Error("broken")),
    ({ resolve }) => resolve(true),
  ];
  for (const [i, settle] of outcomes.entries()) {
    const request = verifier.verify(presented("foobar"), contextOf())
      .catch(() => undefined);
    assertEquals(asked.length, i + 1);
    settle(asked[i]!);
    assertEquals(await request, i === 2 ? STORED : undefined);
  }
});

Deno.test("SecretVerifier forgets a verification that missed its deadline, so that a retry is hashed", async () => {
  const { hasher, asked } = manualHasher();
  const verifier = verifierOf(hasher);
  const error = await assertRejects(
    () => verifier.verify(presented("foobar"), contextOf(1)),
    OAuthError,
  );
  assert(error.cause instanceof DeadlineError);
  const retry = verifier.verify(presented("foobar"), contextOf());
  asked.at(-1)!.resolve(true);
  assertEquals(asked.length, 2);
  assertEquals(await retry, STORED);
});

Deno.test("SecretVerifier lets a verification go on while anybody waits for it", async () => {
  const { hasher, asked } = manualHasher();
  const verifier = verifierOf(hasher);
  const impatient = verifier.verify(presented("foobar"), contextOf(1));
  const patient = verifier.verify(presented("foobar"), contextOf());
  await assertRejects(() => impatient, OAuthError);
  assertEquals(asked.length, 1);
  assertEquals(asked[0]!.signal.aborted, false);
  asked[0]!.resolve(true);
  assertEquals(await patient, STORED);
});

Deno.test("SecretVerifier lets nobody join a verification that somebody has given up, so that steady requests do not keep one that hangs", async () => {
  const { hasher, asked } = manualHasher();
  const verifier = verifierOf(hasher);
  const impatient = verifier.verify(presented("foobar"), contextOf(1));
  const patient = verifier.verify(presented("foobar"), contextOf());
  await assertRejects(() => impatient, OAuthError);
  const late = verifier.verify(presented("foobar"), contextOf());
  assertEquals(asked.length, 2);
  asked[1]!.resolve(true);
  assertEquals(await late, STORED);
  asked[0]!.resolve(false);
  assertEquals(await patient, undefined);
});

Deno.test("SecretVerifier aborts no verification that has been answered", async () => {
  const { hasher, asked } = manualHasher();
  const verifier = verifierOf(hasher);
  const request = verifier.verify(presented("foobar"), contextOf());
  asked[0]!.resolve(true);
  assertEquals(await request, STORED);
  assertEquals(asked[0]!.signal.aborted, false);
});

Deno.test("SecretVerifier aborts a verification that nobody waits for any more", async () => {
  const { hasher, asked } = manualHasher();
  const verifier = verifierOf(hasher);
  const requests = [1, 2].map((milliseconds) =>
    verifier.verify(presented("foobar"), contextOf(milliseconds))
  );
  await Promise.all(
    requests.map((request) => assertRejects(() => request, OAuthError)),
  );
  assertEquals(asked[0]!.signal.aborted, true);
});
