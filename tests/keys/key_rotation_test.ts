import { assertEquals, assertThrows } from "@std/assert";
import type { KeyRotationPolicy } from "@mintmark/oauth";
import { keyRotation } from "../../src/keys/key_rotation.ts";

Deno.test("keyRotation: the defaults, and what follows from them", () => {
  assertEquals(keyRotation(), {
    algs: ["ES256"],
    signingSeconds: 2_592_000,
    leadSeconds: 86_400,
    retainSeconds: 86_430,
    refreshSeconds: 60,
    skewSeconds: 30,
    maxAccessTokenSeconds: 86_400,
    horizonSeconds: 86_310,
    maxAgeSeconds: 300,
  });
});

const SHORT: KeyRotationPolicy = {
  signingSeconds: 60,
  leadSeconds: 30,
  refreshSeconds: 5,
  skewSeconds: 2,
  maxAccessTokenSeconds: 20,
};

Deno.test("keyRotation: max-age is what the lead leaves after two refresh intervals and the skew", () => {
  const { horizonSeconds, maxAgeSeconds } = keyRotation(SHORT);
  assertEquals([horizonSeconds, maxAgeSeconds], [23, 18]);
});

for (
  const [maxAccessTokenSeconds, retainSeconds] of [[20, 32], [45, 47]] as const
) {
  Deno.test(`keyRotation: keys of tokens that live ${maxAccessTokenSeconds} seconds are retained for ${retainSeconds}`, () => {
    const rotation = keyRotation({ ...SHORT, maxAccessTokenSeconds });
    assertEquals(rotation.retainSeconds, retainSeconds);
  });
}

for (
  const [name, policy, message] of [
    ["not an object", 5, "policy must be an object"],
    [
      "a misspelt name",
      { leadSecond: 1 },
      "policy.leadSecond is not an option",
    ],
    ["no algorithm", { algs: [] }, "policy.algs must be an array of at least"],
    ["an algorithm twice", { algs: ["ES256", "ES256"] }, "none of them twice"],
    ["an unknown algorithm", { algs: ["HS256"] }, "policy.algs must be"],
    [
      "half a second",
      { refreshSeconds: 0.5 },
      "policy.refreshSeconds must be an integer from 1 to 3155760000",
    ],
    [
      "a negative skew",
      { skewSeconds: -1 },
      "policy.skewSeconds must be an integer from 0 to 3155760000",
    ],
    [
      "a lead that leaves nothing to cache",
      { ...SHORT, leadSeconds: 12 },
      "policy.leadSeconds (12) must exceed 2 x refreshSeconds + skewSeconds (12)",
    ],
    [
      "keys that sign shorter than they lead",
      { ...SHORT, signingSeconds: 29 },
      "policy.signingSeconds (29) must not be less than leadSeconds (30)",
    ],
    [
      "keys that go before their tokens",
      { ...SHORT, retainSeconds: 31 },
      "policy.retainSeconds (31) must not be less than the longer one of maxAccessTokenSeconds and leadSeconds with skewSeconds added (32)",
    ],
    [
      "tokens that live so long that many keys stay published",
      { ...SHORT, maxAccessTokenSeconds: 86_400 },
      "1443 keys would be published at once, and at most 32 may be",
    ],
  ] as const
) {
  Deno.test(`keyRotation refuses ${name} with a sentence`, () => {
    assertThrows(
      () => keyRotation(policy as KeyRotationPolicy),
      TypeError,
      message,
    );
  });
}
