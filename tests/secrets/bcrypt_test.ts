/** bcrypt, in workers and on the event loop. @module */

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  bcrypt,
  type BcryptOptions,
  OAuthError,
  type SecretHasher,
} from "@mintmark/oauth";
import { hashSync } from "bcrypt-ts/browser";
import { withFakeWorkers } from "./fake_workers.ts";

/** The hash of "foobar" in fosite's how-to. */
const FOSITE = "$2a$10$IxMdI6d.LIRZPpSfEwNoeu4rY3FhDREsxFJXikcgdRRAStxUlsuEO";

/** What follows the prefix and the cost. */
const REST = FOSITE.slice("$2a$10$".length);

const SIGNAL = new AbortController().signal;

/** Hashes cheaply, for what is not about the cost. */
const cheap = (secret: string) => hashSync(secret, 4);

/** Runs a test in a worker and on the event loop: nothing may differ. */
function inBothWays(
  name: string,
  test: (hasher: SecretHasher) => Promise<void>,
): void {
  for (const [way, workers] of [["in a worker", 1], ["inline", 0]] as const) {
    Deno.test(`bcrypt ${way}: ${name}`, async () => {
      const hasher = bcrypt({ workers });
      try {
        await test(hasher);
        assertEquals(hasher.blocksEventLoop, workers === 0);
      } finally {
        hasher.close();
      }
    });
  }
}

inBothWays("the hash of fosite's how-to is of foobar", async (hasher) => {
  assertEquals(hasher.problem(FOSITE), undefined);
  assertEquals(await hasher.verify("foobar", FOSITE, SIGNAL), true);
  assertEquals(await hasher.verify("foobaz", FOSITE, SIGNAL), false);
  const hash = cheap("foobar");
  for (const wrong of ["Foobar", "foobar ", "fooba", "", FOSITE, hash]) {
    assertEquals(await hasher.verify(wrong, hash, SIGNAL), false, wrong);
  }
});

inBothWays(
  "$2a$, $2b$, $2y$ and Spring's {bcrypt} are the same algorithm",
  async (hasher) => {
    assertEquals(hasher.prefixes, ["$2a$", "$2b$", "$2y$", "{bcrypt}"]);
    const hash = cheap("foobar");
    for (const prefix of hasher.prefixes) {
      const stored = prefix === "{bcrypt}"
        ? prefix + hash
        : prefix + hash.slice(prefix.length);
      assertEquals(hasher.problem(stored), undefined);
      assertEquals(await hasher.verify("foobar", stored, SIGNAL), true, prefix);
      assertEquals(
        await hasher.verify("foobaz", stored, SIGNAL),
        false,
        prefix,
      );
    }
  },
);

inBothWays(
  "72 bytes count whole, and one more is refused rather than cut off",
  async (hasher) => {
    const rows = [
      "x".repeat(72),
      "é".repeat(36),
      "€".repeat(24),
      "😀".repeat(18),
    ];
    for (const whole of rows) {
      const hash = cheap(whole);
      assertEquals(await hasher.verify(whole, hash, SIGNAL), true, whole);
      const other = `y${whole.slice(1)}`;
      assertEquals(await hasher.verify(other, hash, SIGNAL), false, other);
      const cut = cheap(`${whole}!`);
      assertEquals(await hasher.verify(`${whole}!`, cut, SIGNAL), false);
      assertEquals(await hasher.verify(`${whole}?`, hash, SIGNAL), false);
      await assertRejects(
        () => hasher.hash(`${whole}!`),
        RangeError,
        "72 bytes",
      );
    }
  },
);

inBothWays("a secret with a zero byte is refused", async (hasher) => {
  for (const secret of ["foobar\0", "\0foobar", "foo\0bar", "\0"]) {
    const hash = cheap(secret);
    assertEquals(await hasher.verify(secret, hash, SIGNAL), false);
    assertEquals(await hasher.verify(secret, FOSITE, SIGNAL), false);
    await assertRejects(() => hasher.hash(secret), RangeError, "zero");
  }
});

inBothWays(
  "a secret verifies against the hash that is made of it",
  async (hasher) => {
    const hash = await hasher.hash("pässword 🔑");
    assert(hash.startsWith("$2b$10$"), hash);
    assertEquals(hasher.problem(hash), undefined);
    assertEquals(hasher.needsRehash(hash), false);
    assertEquals(await hasher.verify("pässword 🔑", hash, SIGNAL), true);
    assertEquals(await hasher.verify("pässword", hash, SIGNAL), false);
  },
);

inBothWays("an empty secret is not hashed", async (hasher) => {
  await assertRejects(() => hasher.hash(""), RangeError, "1 to 72 bytes");
});

inBothWays(
  "after close there is no hashing, and that is said as unavailable",
  async (hasher) => {
    hasher.close();
    const error = await assertRejects(
      () => hasher.verify("foobar", FOSITE, SIGNAL),
      OAuthError,
    );
    assertEquals(error.error, "temporarily_unavailable");
    assertEquals(error.reason, "server_closed");
    assertEquals(error.retryAfterSeconds, 1);
    // What needs no hashing is still answered: it never reached the queue.
    assertEquals(await hasher.verify("x".repeat(73), FOSITE, SIGNAL), false);
  },
);

Deno.test("bcrypt makes every hash with a salt of its own, of the cost that was asked for", async () => {
  const hasher = bcrypt({ cost: 11, workers: 0 });
  const [one, two] = [await hasher.hash("foobar"), await hasher.hash("foobar")];
  assert(one !== two);
  assert(one.startsWith("$2b$11$") && two.startsWith("$2b$11$"));
  hasher.close();
});

Deno.test("bcrypt.problem says what is wrong with a hash and repeats nothing of it", () => {
  const hasher = bcrypt();
  const rows: readonly [string, string | undefined][] = [
    [`$2b$04$${REST}`, undefined],
    [`$2b$14$${REST}`, undefined],
    [`$2b$03$${REST}`, "has bcrypt cost 3: use 4 to 14"],
    [`$2b$00$${REST}`, "has bcrypt cost 0: use 4 to 14"],
    [`$2b$15$${REST}`, "has bcrypt cost 15: use 4 to 14"],
    [`$2b$31$${REST}`, "has bcrypt cost 31: use 4 to 14"],
    [`$2b$99$${REST}`, "has bcrypt cost 99: use 4 to 14"],
    ["$2b$", "is not a bcrypt hash"],
    [`$2b$4$${REST}`, "is not a bcrypt hash"],
    [`$2b$010$${REST}`, "is not a bcrypt hash"],
    [`$2b$xx$${REST}`, "is not a bcrypt hash"],
    [`$2b$-4$${REST}`, "is not a bcrypt hash"],
    [`$2b$10${REST}`, "is not a bcrypt hash"],
    [`$2$10$${REST}`, "is not a bcrypt hash"],
    [`$2x$10$${REST}`, "is not a bcrypt hash"],
    [`$2A$10$${REST}`, "is not a bcrypt hash"],
    [`$2b$10$${REST.slice(1)}`, "is not a bcrypt hash"],
    [`$2b$10$${REST}x`, "is not a bcrypt hash"],
    [`$2b$10$${REST}\n`, "is not a bcrypt hash"],
    [`\n$2b$10$${REST}`, "is not a bcrypt hash"],
    [`$2b$10$${REST.replace("I", "+")}`, "is not a bcrypt hash"],
    [`$2b$10$${REST.replace("I", "é")}`, "is not a bcrypt hash"],
    [`$2b$10$${REST.replace("I", "\0")}`, "is not a bcrypt hash"],
  ];
  for (const [hash, expected] of rows) {
    const problem = hasher.problem(hash);
    if (expected === undefined) assertEquals(problem, undefined, hash);
    else assert(problem?.startsWith(expected), `${hash}: ${problem}`);
    assert(!problem?.includes(REST.slice(1, 20)), `${hash}: ${problem}`);
  }
});

Deno.test("bcrypt.problem refuses salts and digests with bits that no bcrypt writes, since they never verify", async () => {
  const hasher = bcrypt({ workers: 0 });
  const hash = cheap("foobar");
  // The 22nd character carries two bits of the salt, the 53rd four of the digest.
  for (const at of ["$2b$04$".length + 21, hash.length - 1]) {
    const odd = `${hash.slice(0, at)}/${hash.slice(at + 1)}`;
    assertEquals(await hasher.verify("foobar", odd, SIGNAL), false);
    assert(hasher.problem(odd) !== undefined, `character ${at}`);
  }
  hasher.close();
});

Deno.test("bcrypt.needsRehash is about a cost below that of new hashes", () => {
  const hasher = bcrypt({ cost: 12 });
  const rows: readonly [string, boolean][] = [
    [`$2b$04$${REST}`, true],
    [`$2y$11$${REST}`, true],
    [`$2a$12$${REST}`, false],
    [`$2b$13$${REST}`, false],
  ];
  for (const [hash, expected] of rows) {
    assertEquals(hasher.needsRehash(hash), expected, hash);
  }
  assertEquals(bcrypt().needsRehash(`$2b$09$${REST}`), true);
  assertEquals(bcrypt().needsRehash(FOSITE), false);
});

Deno.test("bcrypt refuses an option out of range in a sentence that names it", () => {
  const rows: readonly [keyof BcryptOptions, number, number][] = [
    ["cost", 10, 14],
    ["workers", 0, 64],
    ["maxQueued", 1, 1_000_000],
  ];
  for (const [name, minimum, maximum] of rows) {
    const says = `${name} must be an integer from ${minimum} to ${maximum}`;
    const wrong = [minimum - 1, maximum + 1, minimum + 0.5, NaN, "12", null];
    for (const value of wrong as number[]) {
      const made = () => bcrypt({ [name]: value });
      assertThrows(made, TypeError, `${says}, not ${value}`);
    }
    for (const value of [minimum, maximum]) bcrypt({ [name]: value }).close();
  }
});

Deno.test("bcrypt starts nothing when it is made, and then one less than there are processors, 1 to 4", async () => {
  const rows = [[1, 1], [2, 1], [3, 2], [5, 4], [64, 4]] as const;
  for (const [processors, expected] of rows) {
    Object.defineProperty(navigator, "hardwareConcurrency", {
      value: processors,
      configurable: true,
    });
    try {
      await withFakeWorkers(async (workers) => {
        const hasher = bcrypt();
        assertEquals(workers.length, 0);
        const asked = Array.from(
          { length: 10 },
          () => assertRejects(() => hasher.verify("foobar", FOSITE, SIGNAL)),
        );
        assertEquals(workers.length, expected, `${processors} processors`);
        hasher.close();
        await Promise.all(asked);
      });
    } finally {
      Reflect.deleteProperty(navigator, "hardwareConcurrency");
    }
  }
});
