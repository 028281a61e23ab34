/**
 * What a `KeyStore` promises.
 *
 * @module
 */

import type { KeyStore, StoredKey } from "../../storage.ts";
import {
  CALLERS,
  type CaseContext,
  type Cases,
  SIGNAL,
} from "./contract_case.ts";
import { expectEqual, expectThat } from "./expectation.ts";

function key(kid: string): StoredKey {
  return {
    kid,
    alg: "EdDSA",
    created_at: 1_800_000_000,
    public_jwk: { kty: "OKP", crv: "Ed25519", x: "x", kid },
    private_jwk: { kty: "OKP", crv: "Ed25519", x: "x", d: "d" },
  };
}

/** The cases. They write key sets: run them where no other instance does. */
export const KEY_CASES: Cases = {
  async "read gives version 0 without keys, or what was last written"(
    { open },
  ) {
    const keys = await keysOf(open);
    const read = await keys.read(SIGNAL);
    expectThat(
      Number.isSafeInteger(read.version) && read.version >= 0,
      `a version, not ${read.version}`,
    );
    expectThat(Array.isArray(read.keys), "an array of keys");
    if (read.version === 0) expectEqual(read.keys, [], "keys at version 0");
  },

  async "replace writes the next version whole, for every handle"(
    { open, unique },
  ) {
    const [keys, other] = [await keysOf(open), await keysOf(open)];
    const version = (await keys.read(SIGNAL)).version + 1;
    const { private_jwk: _, ...wrapped } = key(`${unique} 鍵 😀 \0`);
    const set = {
      version,
      keys: [
        { ...key(unique), retired_at: 1_800_000_002 },
        {
          ...wrapped,
          revoked_at: 1_800_000_001,
          wrapped_private_jwk: "x".repeat(3_000),
        },
      ],
    };
    expectEqual(await keys.replace(set, SIGNAL), true, "replace");
    for (const store of [keys, other, await keysOf(open)]) {
      expectEqual(await store.read(SIGNAL), set, "read");
    }
  },

  async "replace writes nothing where the version is not the next"(
    { open, unique },
  ) {
    const [keys, other] = [await keysOf(open), await keysOf(open)];
    const { version } = await keys.read(SIGNAL);
    const set = { version: version + 1, keys: [key(unique)] };
    expectEqual(await keys.replace(set, SIGNAL), true, "the next");
    for (const wrong of [version - 1, version, version + 1, version + 3]) {
      const late = { version: wrong, keys: [key(`${unique} late`)] };
      expectEqual(await other.replace(late, SIGNAL), false, `${wrong}`);
    }
    expectEqual(await other.read(SIGNAL), set, "read");
  },

  async "replace is one atomic step: of 50 at once, one wins"(
    { open, unique },
  ) {
    const handles = [await keysOf(open), await keysOf(open)] as const;
    for (const round of [1, 2, 3]) {
      const version = (await handles[0].read(SIGNAL)).version + 1;
      const sets = Array.from({ length: CALLERS }, (_, i) => ({
        version,
        keys: [key(`${unique} ${round} ${i}`)],
      }));
      const written = await Promise.all(
        sets.map((set, i) => handles[i % 2 as 0 | 1].replace(set, SIGNAL)),
      );
      const winners = sets.filter((_, i) => written[i]);
      expectEqual(winners.length, 1, "how many won");
      expectEqual(await handles[1].read(SIGNAL), winners[0], "read");
    }
  },

  async "a set of many large keys is kept"({ open, unique }) {
    const keys = await keysOf(open);
    const version = (await keys.read(SIGNAL)).version + 1;
    const large = Array.from({ length: 12 }, (_, i) => ({
      ...key(`${unique} ${i}`),
      // About what an RSA key of 4096 bits takes.
      private_jwk: { kty: "RSA", n: "n".repeat(690), d: "d".repeat(2_800) },
    }));
    const set = { version, keys: large };
    expectEqual(await keys.replace(set, SIGNAL), true, "replace");
    expectEqual(await keys.read(SIGNAL), set, "read");
    const empty = { version: version + 1, keys: [] };
    expectEqual(await keys.replace(empty, SIGNAL), true, "of none");
    expectEqual(await keys.read(SIGNAL), empty, "read none");
  },
};

async function keysOf(open: CaseContext["open"]): Promise<KeyStore> {
  const { keys } = await open();
  expectThat(keys !== undefined, "the storage has the role keys");
  return keys;
}
