/**
 * What a `UsageStore` promises.
 *
 * @module
 */

import type { UsageStore } from "../../storage.ts";
import {
  CALLERS,
  type CaseContext,
  type Cases,
  PECULIAR_TEXTS,
} from "./contract_case.ts";
import { expectEqual, expectThat } from "./expectation.ts";

const HOUR = 3_600;

/** The cases. */
export const USAGE_CASES: Cases = {
  async "list gives nothing for a client whose secrets nobody used"(
    { open, unique },
  ) {
    const usage = await usageOf(open);
    expectEqual(await usage.list(unique), [], "list");
  },

  async "note keeps the latest hour of each secret, by name"(
    { open, unique },
  ) {
    const [usage, other] = [await usageOf(open), await usageOf(open)];
    await usage.note(unique, "spring", 5 * HOUR);
    await other.note(unique, "", 7 * HOUR);
    await other.note(unique, "autumn", 6 * HOUR);
    await other.note(unique, "spring", 4 * HOUR);
    await usage.note(unique, "", 8 * HOUR);
    for (const store of [usage, other, await usageOf(open)]) {
      expectEqual(await store.list(unique), [
        { secretName: "", hour: 8 * HOUR },
        { secretName: "autumn", hour: 6 * HOUR },
        { secretName: "spring", hour: 5 * HOUR },
      ], "list");
    }
  },

  async "notes at once leave the latest hour"({ open, unique }) {
    const handles = [await usageOf(open), await usageOf(open)] as const;
    await Promise.all(Array.from({ length: CALLERS }, (_, i) => {
      const hour = ((i * 17) % CALLERS) * HOUR;
      return handles[i % 2 as 0 | 1].note(unique, "spring", hour);
    }));
    const latest = [{ secretName: "spring", hour: (CALLERS - 1) * HOUR }];
    expectEqual(await handles[0].list(unique), latest, "list");
  },

  async "clients and names are told apart, whatever Unicode they are of"(
    { open, unique },
  ) {
    const usage = await usageOf(open);
    const names = [...PECULIAR_TEXTS, "", "\0", "\n", "\ud800", "\udfff"]
      .sort();
    for (const [i, name] of names.entries()) {
      await usage.note(unique, name, i * HOUR);
      await usage.note(unique + name, "own", i * HOUR);
    }
    const own = { secretName: "own", hour: names.indexOf("") * HOUR };
    expectEqual(
      await usage.list(unique),
      [...names.map((secretName, i) => ({ secretName, hour: i * HOUR })), own]
        .sort((a, b) => a.secretName < b.secretName ? -1 : 1),
      "list",
    );
    for (const [i, name] of names.entries()) {
      if (name === "") continue;
      const expected = [{ secretName: "own", hour: i * HOUR }];
      const what = `list of ${JSON.stringify(name)}`;
      expectEqual(await usage.list(unique + name), expected, what);
    }
  },
};

async function usageOf(open: CaseContext["open"]): Promise<UsageStore> {
  const { usage } = await open();
  expectThat(usage !== undefined, "the storage has the role usage");
  return usage;
}
