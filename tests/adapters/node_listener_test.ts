import { assertEquals, assertRejects } from "@std/assert";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { requestListener } from "../../src/adapters/node.ts";

Deno.test("requestListener: a server that breaks its word and rejects ends the connection, and nothing else", async () => {
  let requests = 0;
  const http = createServer(requestListener({
    handleExchange: () =>
      ++requests === 1
        ? Promise.reject(new Error("broken"))
        : Promise.resolve({ status: 200, headers: {}, body: "fine" }),
  }));
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/token`;
  try {
    await assertRejects(() => fetch(url));
    assertEquals(await (await fetch(url)).text(), "fine");
  } finally {
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  }
});
