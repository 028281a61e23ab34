/**
 * `serve` of node:http: how long a head may take, and how it ends.
 *
 * @module
 */

import { assertEquals, assertRejects } from "@std/assert";
import { assertServes, connect, tell, testMounts } from "./node_targets.ts";
import { GOOD_REQUEST } from "./request_text.ts";

const HALF_HEAD = "POST /token HTTP/1.1\r\nHost: 127.0.0.1\r\n";

testMounts(
  "serve: the head of a request has its time, and no more",
  async (target) => {
    using connection = await connect(target, "served");
    await connection.send(HALF_HEAD);
    assertEquals((await connection.answer()).status, 408);
    assertEquals(await connection.end(), "");
    await assertServes(target, "served");
  },
);

testMounts("serve: ends without breaking an answer", async (target) => {
  using late = await connect(target, "served");
  await late.send(GOOD_REQUEST.slice(0, -10));
  using idle = await connect(target, "served");
  await idle.send(GOOD_REQUEST);
  assertEquals((await idle.answer()).status, 200);
  await tell(target, "stop");
  assertEquals(await idle.end(), "");
  await late.send(GOOD_REQUEST.slice(-10));
  const { status, headers } = await late.answer();
  assertEquals(status, 200);
  assertEquals(headers.get("connection"), "close");
  assertEquals(await late.end(), "");
  await tell(target, "finished");
  await assertRejects(
    () => connect(target, "served"),
    Deno.errors.ConnectionRefused,
  );
});
