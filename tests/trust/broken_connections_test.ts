/** Servers that break the rules of HTTP, or of TLS. @module */

import { assertEquals } from "@std/assert";
import { remoteJwks } from "../../src/trust/remote_jwks.ts";
import { selfSigned } from "../adapters/self_signed.ts";
import {
  keySet,
  keySetServer,
  kidsOf,
  LOCAL,
  NOW,
  reasonOf,
} from "./key_set_server.ts";

/** What a server sends to whoever connects, before it hangs up. */
async function reasonFor(text: string): Promise<string> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  const served = (async () => {
    using connection = await listener.accept();
    await connection.read(new Uint8Array(4096));
    await connection.write(new TextEncoder().encode(text));
  })();
  const jwks = remoteJwks(`http://127.0.0.1:${port}/`, {
    ...LOCAL,
    maxBytes: 1000,
  });
  const reason = await reasonOf(jwks.keys({ now: NOW }));
  await served;
  return reason;
}

const JSON_OF_2000 = `{"keys":[]${" ".repeat(1990)}`;

Deno.test("remoteJwks: a server that lies about the length of its answer gains nothing", async () => {
  const head = "HTTP/1.1 200 OK\r\n";
  const cases: readonly [text: string, reason: string][] = [
    // Says less than it sends: what is over is not read.
    [`${head}content-length: 5\r\n\r\n{"keys":[]}`, "key_set_malformed"],
    // Says more than it sends.
    [`${head}content-length: 900\r\n\r\n{"keys":[]}`, "key_set_unreachable"],
    // Says nothing, and sends too much.
    [`${head}connection: close\r\n\r\n${JSON_OF_2000}`, "key_set_too_large"],
    [
      `${head}transfer-encoding: chunked\r\n\r\n7d0\r\n${JSON_OF_2000}`,
      "key_set_too_large",
    ],
    // A chunk that is shorter than it says.
    [
      `${head}transfer-encoding: chunked\r\n\r\nff\r\n{"keys":[]}`,
      "key_set_unreachable",
    ],
    ["HTTP/1.1 200", "key_set_unreachable"],
    ["SSH-2.0-OpenSSH_9.9\r\n", "key_set_unreachable"],
    ["", "key_set_unreachable"],
  ];
  for (const [text, reason] of cases) {
    assertEquals(await reasonFor(text), reason, text.slice(0, 60));
  }
});

Deno.test("remoteJwks: a host where nobody listens is unreachable", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  const jwks = remoteJwks(`http://127.0.0.1:${port}/`, LOCAL);
  assertEquals(
    await reasonOf(jwks.keys({ now: NOW })),
    "key_set_unreachable",
  );
});

Deno.test("remoteJwks: over TLS, with an authority that an operator's own fetch knows", async () => {
  const { cert, key } = await selfSigned();
  await using server = keySetServer(() => keySet(["a"]), { cert, key });
  const strangers = remoteJwks(server.url, { allowPrivateAddress: true });
  assertEquals(
    await reasonOf(strangers.keys({ now: NOW })),
    "key_set_unreachable",
  );
  assertEquals(server.asked, []);
  using client = Deno.createHttpClient({ caCerts: [cert] });
  const jwks = remoteJwks(server.url, {
    allowPrivateAddress: true,
    fetch: (url, init) => fetch(url, { ...init, client }),
  });
  assertEquals(kidsOf(await jwks.keys({ now: NOW })), ["a"]);
});
