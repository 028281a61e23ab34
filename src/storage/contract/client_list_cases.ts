/**
 * What a `ClientRegistry` promises of all clients together.
 *
 * @module
 */

import { idsAfter } from "./client_pages.ts";
import { CALLERS, type Cases, SIGNAL } from "./contract_case.ts";
import { expectEqual, expectThat } from "./expectation.ts";

/** The cases. */
export const CLIENT_LIST_CASES: Cases = {
  async "list is in ascending order by UTF-16 code unit"({ open, unique }) {
    const { clients } = await open();
    const names = [
      "b",
      "a",
      "Z",
      "10",
      "9",
      "\uFFFD",
      "😀",
      "é",
      "ab",
      "\uE000",
    ];
    for (const name of names) await clients.put({ client_id: unique + name });
    const order = [
      "10",
      "9",
      "Z",
      "a",
      "ab",
      "b",
      "é",
      "😀",
      "\uE000",
      "\uFFFD",
    ];
    expectEqual(
      await idsAfter(clients, unique, 100),
      order.map((name) => unique + name),
      "list",
    );
  },

  async "list gives every client once, page after page"({ open, unique }) {
    const { clients } = await open();
    const ids = Array.from({ length: 23 }, (_, i) => `${unique}${i}`).sort();
    for (const client_id of ids) await clients.put({ client_id });
    for (const limit of [1, 7, 23, 24]) {
      expectEqual(await idsAfter(clients, unique, limit), ids, `by ${limit}`);
    }
    expectEqual(await clients.list(unique, 0), [], "limit 0");
    const between = await clients.list(`${ids[3]}\0`, 1);
    expectEqual(between[0]?.client_id, ids[4], "after an id that is nobody's");
  },

  async "puts of one id at once leave one of the records, whole"(
    { open, unique },
  ) {
    const handles = [await open(), await open()] as const;
    const records = Array.from({ length: CALLERS }, (_, i) => ({
      client_id: unique,
      client_name: String(i),
      grant_types: Array(i).fill(String(i)),
    }));
    await Promise.all(
      records.map((record, i) => handles[i % 2 as 0 | 1].clients.put(record)),
    );
    const { clients } = await open();
    const left = await clients.get(unique, SIGNAL);
    expectEqual(left, records[Number(left?.client_name)], "the record");
    expectEqual(
      await idsAfter(clients, unique.slice(0, -1), 9),
      [unique],
      "ids",
    );
  },

  async "puts of many ids at once are all kept"({ open, unique }) {
    const handles = [await open(), await open()] as const;
    const ids = Array.from({ length: CALLERS }, (_, i) => `${unique}${i}`);
    await Promise.all(
      ids.map((client_id, i) =>
        handles[i % 2 as 0 | 1].clients.put({ client_id })
      ),
    );
    const { clients } = await open();
    expectEqual(await idsAfter(clients, unique, 9), ids.sort(), "list");
    const deleted = await Promise.all(
      ids.map((id, i) => handles[i % 2 as 0 | 1].clients.delete(id)),
    );
    expectThat(deleted.every((wasThere) => wasThere), "each was there");
    expectEqual(await idsAfter(clients, unique, 9), [], "nobody is left");
  },
};
