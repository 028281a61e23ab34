/**
 * What the end of a storage promises.
 *
 * @module
 */

import { type Cases, SIGNAL } from "./contract_case.ts";
import { expectEqual, expectRejection } from "./expectation.ts";

/** The cases. */
export const CLOSE_CASES: Cases = {
  async "close ends one handle, and may be called again"(
    { open, unique, now },
  ) {
    const [closed, other] = [await open(), await open()];
    await closed.clients.put({ client_id: unique });
    await closed.close?.();
    await closed.close?.();
    const calls: readonly (() => Promise<unknown> | undefined)[] = [
      () => closed.clients.put({ client_id: unique }),
      () => closed.clients.get(unique, SIGNAL),
      () => closed.clients.delete(unique),
      () => closed.clients.list("", 1),
      () => closed.replays?.claim(unique, now() + 60, SIGNAL),
      () => closed.counters?.add(unique, 60),
      () => closed.keys?.read(SIGNAL),
      () => closed.usage?.note(unique, "", 0),
    ];
    for (const call of calls) {
      await expectRejection(
        () => call() ?? Promise.reject(),
        `after close, ${call}`,
      );
    }
    const kept = await other.clients.get(unique, SIGNAL);
    expectEqual(kept, { client_id: unique }, "get through another handle");
  },
};
