/** Whatever is changed in the token of a trusted issuer. @module */

import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { formOf } from "../client_authentication/assertions.ts";
import {
  NAMED,
  server,
  statusOf,
} from "../client_authentication/issuer_clients.ts";
import { encodeBase64Url } from "../../src/encoding/base64url.ts";
import { post } from "../fixtures.ts";
import { runs } from "../scale.ts";
import { CLAIMS, platformToken } from "../trust/external_issuer.ts";

const VALID = await platformToken({ jti: "valid" });
const MEMBERS = ["alg", "kid", "typ", ...Object.keys(CLAIMS), "jti", "nbf"];

Deno.test("trusted_issuer: with any one bit or member changed a valid token is refused, and nothing throws", async () => {
  const under = server();
  const refused = async (text: string) => {
    under.events.length = 0;
    const { status } = await post(under, formOf(text, NAMED));
    assert(status === 400 || status === 401, text);
    const [event] = under.events;
    assert(event?.type === "refused" && event.cause === undefined);
    assertMatch((event as { reason: string }).reason, /^[a-z][a-z0-9_]+$/);
    assert(!JSON.stringify(event).includes(text));
  };
  await fc.assert(
    fc.asyncProperty(fc.nat(VALID.length - 1), fc.nat(6), (at, bit) => {
      const code = VALID.charCodeAt(at) ^ (1 << bit);
      return refused(
        VALID.slice(0, at) + String.fromCharCode(code) + VALID.slice(at + 1),
      );
    }),
    { numRuns: runs(150, 10_000) },
  );
  const [header, payload, signature] = VALID.split(".") as [
    string,
    string,
    string,
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.constantFrom(...MEMBERS),
      fc.jsonValue(),
      async (inHeader, name, value) => {
        const old = JSON.parse(
          atob(
            (inHeader ? header : payload).replaceAll("-", "+").replaceAll(
              "_",
              "/",
            ),
          ),
        );
        if (JSON.stringify(old[name]) === JSON.stringify(value)) return;
        const bytes = new TextEncoder().encode(
          JSON.stringify({ ...old, [name]: value }),
        );
        const part = encodeBase64Url(bytes);
        await refused(
          [inHeader ? part : header, inHeader ? payload : part, signature].join(
            ".",
          ),
        );
      },
    ),
    { numRuns: runs(150, 10_000) },
  );
  assertEquals(await statusOf(under, VALID), 200);
});
