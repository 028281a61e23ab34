/** The option that lets clients publish their keys. @module */

import { assertEquals, assertThrows } from "@std/assert";
import { clientKeySets } from "@mintmark/oauth";

Deno.test("clientKeySets has no option that is for URLs of the operator alone", () => {
  for (
    const name of ["allowPrivateAddress", "allowInsecureLoopback", "toKeys"]
  ) {
    const error = assertThrows(
      () => clientKeySets({ [name]: true } as never),
      TypeError,
    );
    assertEquals(error.message, `clientKeySets: ${name} is not an option`);
  }
});

Deno.test("clientKeySets names the option that is wrong", () => {
  assertThrows(
    () => clientKeySets({ maxBytes: 0 }),
    TypeError,
    "clientKeySets: maxBytes must be an integer from ",
  );
});
