/** A sink that fails harms no request. @module */

import { assertEquals } from "@std/assert";
import type { AuthorizationServerEvent, EventSink } from "@mintmark/oauth";
import { GOOD, post, testServer } from "../fixtures.ts";

/** The ways in which a sink can fail; plain JavaScript may return anything. */
const SINKS: Readonly<Record<string, () => unknown>> = {
  "throws": () => {
    throw new Error("full disk");
  },
  "throws no Error": () => {
    throw null;
  },
  "rejects": () => Promise.reject(new Error("full disk")),
  "rejects with nothing": () => Promise.reject(undefined),
  "never settles": () => new Promise(() => {}),
  "returns null": () => null,
  "returns a text": () => "written",
  "returns a thenable that throws": () => ({
    then: () => {
      throw new Error("full disk");
    },
  }),
  "returns what throws when it is looked at": () => ({
    get then() {
      throw new Error("full disk");
    },
  }),
};

Deno.test("a sink that fails in any way changes no answer and is never awaited", async () => {
  const unhandled: unknown[] = [];
  const listener = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    unhandled.push(event.reason);
  };
  addEventListener("unhandledrejection", listener);
  try {
    for (const [name, fail] of Object.entries(SINKS)) {
      const heard: AuthorizationServerEvent["type"][] = [];
      const onEvent = ((event) => {
        heard.push(event.type);
        return fail();
      }) as EventSink;
      const server = testServer({ onEvent });
      assertEquals((await post(server)).status, 200, name);
      const wrong = await post(server, { ...GOOD, client_secret: "foobaz" });
      assertEquals([wrong.status, wrong.body.error], [401, "invalid_client"]);
      const down = testServer({
        onEvent,
        storage: { clients: { get: () => Promise.reject(new Error("down")) } },
      });
      assertEquals((await post(down)).status, 503, name);
      // The two warnings are those of the fixtures.
      assertEquals(heard, [
        "warning",
        "warning",
        "issued",
        "refused",
        "failed",
      ], name);
    }
    await new Promise((resolve) => setTimeout(resolve, 0));
    assertEquals(unhandled, []);
  } finally {
    removeEventListener("unhandledrejection", listener);
  }
});
