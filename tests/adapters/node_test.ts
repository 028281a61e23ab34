// The request listener and `serve` of node:http, on Node and on Deno.

import "./node_mounting_cases.ts";
import "./node_client_cases.ts";
import "./node_tls_cases.ts";
import "./node_serve_cases.ts";
import { assertEquals } from "@std/assert";
import { testMounts } from "./node_targets.ts";

testMounts("no process has crashed or warned", async ({ program }) => {
  const { success } = await program.stop();
  assertEquals(success, true, program.output);
  assertEquals(/warning/i.test(program.output), false, program.output);
}, { isLast: true });
