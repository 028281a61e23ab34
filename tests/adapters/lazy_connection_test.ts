import { assertEquals } from "@std/assert";
import { lazyConnection } from "../../src/adapters/lazy_connection.ts";

Deno.test("lazyConnection: nobody is asked before somebody wants to know, and then once", () => {
  for (const address of ["192.0.2.1", undefined]) {
    let asked = 0;
    const connection = lazyConnection(() => {
      asked++;
      return address;
    });
    assertEquals(asked, 0);
    assertEquals(connection.remoteAddress, address);
    assertEquals(connection.remoteAddress, address);
    assertEquals(asked, 1);
  }
});

Deno.test("lazyConnection: a copy has what the original would say", () => {
  const connection = lazyConnection(() => "192.0.2.1");
  assertEquals({ ...connection }, { remoteAddress: "192.0.2.1" });
});
