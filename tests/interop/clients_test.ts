/** The client libraries, against a server process that signs with RS256. */

import { INTEROP_CASES } from "./cases.ts";
import { KEY_CASES } from "./key_cases.ts";
import { withServer } from "./deno_process.ts";

Deno.test("interop: client libraries", async (t) => {
  await withServer({}, async (served) => {
    for (const { name, run } of [...INTEROP_CASES, ...KEY_CASES]) {
      await t.step(name, () => run(served));
    }
  });
});
