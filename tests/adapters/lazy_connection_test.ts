import { assertEquals } from "@std/assert";
import { LazyConnection } from "../../src/adapters/lazy_connection.ts";

Deno.test("LazyConnection: nobody is asked before somebody wants to know, and then once", () => {
  for (const address of ["192.0.2.1", undefined]) {
    let asked = 0;
    const connection = new LazyConnection(() => {
      asked++;
      return address;
    });
    assertEquals(asked, 0);
    assertEquals(connection.remoteAddress, address);
    assertEquals(connection.remoteAddress, address);
    assertEquals(asked, 1);
  }
});
