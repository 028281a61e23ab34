/**
 * Key sets in workerd, where a fetch ends with the request that made it.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { IS_FULL } from "../scale.ts";
import { keySet, keySetServer } from "../trust/key_set_server.ts";
import { npmRuntime, testOn } from "./project.ts";
import { startWorker } from "./workerd.ts";

const node = await npmRuntime("node@24");

const FILE = new URL("key_set_worker.ts", import.meta.url).pathname;

/** An early and a late one: they differ in what `fetch` can do. */
const DATES = IS_FULL ? ["2024-01-01", "2026-11-01"] : ["2026-11-01"];
for (const compatibilityDate of DATES) {
  testOn(
    `Workers of ${compatibilityDate}: key sets are fetched once for all, and by nobody for somebody who has gone`,
    node,
    async (node, directory) => {
      const reached = Promise.withResolvers<void>();
      const never = Promise.withResolvers<Response>();
      await using server = keySetServer((request) => {
        const { pathname } = new URL(request.url);
        if (pathname === "/redirect") {
          return new Response(null, {
            status: 302,
            headers: { location: "/keys" },
          });
        }
        if (pathname === "/large") return new Response(" ".repeat(100_000));
        if (pathname === "/cut" && server.asked.length === 1) {
          reached.resolve();
          return never.promise;
        }
        return keySet(["a"]);
      });
      await using worker = await startWorker({
        file: FILE,
        node,
        directory,
        compatibilityDate,
        env: { KEYS: server.origin },
        mayReachPrivateAddresses: true,
      });
      const ask = async (path: string, init: RequestInit = {}) =>
        await (await fetch(worker.issuer + path, init)).text();

      const gone = new AbortController();
      const cut = ask("/cut", { signal: gone.signal }).catch(() => "gone");
      await reached.promise;
      gone.abort();
      assertEquals(await cut, "gone");
      const after = Array.from({ length: 10 }, () => ask("/cut"));
      assertEquals(new Set(await Promise.all(after)), new Set(["1"]));
      assertEquals(server.asked, ["/cut", "/cut"]);
      never.resolve(new Response());

      const all = Array.from({ length: 20 }, () => ask("/keys"));
      assertEquals(new Set(await Promise.all(all)), new Set(["1"]));
      assertEquals(server.asked.filter((path) => path === "/keys").length, 1);
      assertEquals(await ask("/redirect"), "key_set_redirect");
      assertEquals(await ask("/large"), "key_set_too_large");
    },
  );
}
