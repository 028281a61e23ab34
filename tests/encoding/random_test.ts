import { assert, assertEquals, assertMatch } from "@std/assert";
import { encodeBase64Url } from "../../src/encoding/base64url.ts";
import { randomIds } from "../../src/encoding/random.ts";

/** Identifiers that one draw of random bytes is good for. */
const BATCH = 64;

/** The bytes of {@linkcode withKnownRandomness}: no sixteen of them recur. */
function knownByte(i: number): number {
  return (i * 89 + (i >> 8) * 7) & 0xff;
}

/** Runs a test with random bytes that are known: each draw counts on. */
function withKnownRandomness(
  test: (draws: readonly Uint8Array[]) => void,
): void {
  const draws: Uint8Array[] = [];
  let next = 0;
  Object.defineProperty(crypto, "getRandomValues", {
    configurable: true,
    value(bytes: Uint8Array): Uint8Array {
      draws.push(bytes);
      for (let i = 0; i < bytes.length; i++) bytes[i] = knownByte(next++);
      return bytes;
    },
  });
  try {
    test(draws);
  } finally {
    Reflect.deleteProperty(crypto, "getRandomValues");
  }
}

Deno.test("randomIds: an identifier is 128 bits in canonical base64url", () => {
  const newId = randomIds();
  for (let i = 0; i < 200; i++) assertMatch(newId(), /^[\w-]{21}[AQgw]$/);
});

Deno.test("randomIds: no identifier comes twice, from one source or several", () => {
  const sources = [randomIds(), randomIds(), randomIds()];
  const ids = new Set<string>();
  for (let i = 0; i < 1_000; i++) {
    for (const newId of sources) ids.add(newId());
  }
  assertEquals(ids.size, 3_000);
});

Deno.test("randomIds: nothing is drawn before the first identifier, then a batch at a time", () => {
  withKnownRandomness((draws) => {
    const newId = randomIds();
    assertEquals(draws.length, 0);
    for (let i = 0; i < BATCH; i++) newId();
    assertEquals(draws.length, 1);
    newId();
    assertEquals(draws.length, 2);
  });
});

Deno.test("randomIds: every drawn byte is used, and used once", () => {
  withKnownRandomness(() => {
    const newId = randomIds();
    for (let i = 0; i < 2 * BATCH + 1; i++) {
      const expected = Uint8Array.from(
        { length: 16 },
        (_, j) => knownByte(16 * i + j),
      );
      assertEquals(newId(), encodeBase64Url(expected), `identifier ${i}`);
    }
  });
});

Deno.test("randomIds: an identifier that was handed out does not stay in memory", () => {
  withKnownRandomness((draws) => {
    const newId = randomIds();
    for (let handedOut = 1; handedOut <= 3; handedOut++) {
      newId();
      const [pool] = draws;
      assert(pool!.subarray(0, 16 * handedOut).every((byte) => byte === 0));
      assert(pool!.subarray(16 * handedOut).some((byte) => byte !== 0));
    }
  });
});
