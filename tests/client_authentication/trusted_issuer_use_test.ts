/** Tokens of other issuers that count once. @module */

import { assertEquals } from "@std/assert";
import { encodeBase64Url } from "../../src/encoding/base64url.ts";
import { platformToken } from "../trust/external_issuer.ts";
import { reasonOf } from "./assertions.ts";
import { reports, server, statusOf } from "./issuer_clients.ts";

Deno.test("trusted_issuer singleUse: of 20 at once with one token exactly one gets in, and no other text of it", async () => {
  for (const jti of ["7f0c", undefined]) {
    const under = server(reports({ singleUse: true }));
    const token = await platformToken({ jti });
    const statuses = await Promise.all(
      Array.from({ length: 20 }, () => statusOf(under, token)),
    );
    assertEquals(statuses.filter((status) => status === 200).length, 1);
    assertEquals(await statusOf(under, mirrored(token)), 401);
    assertEquals(reasonOf(under), "assertion_replayed");
  }
});

/** The other signature that the same ECDSA key could have made: n − s. */
function mirrored(token: string): string {
  const n = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const at = token.lastIndexOf(".") + 1;
  const text = token.slice(at).replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const hex = (b: Uint8Array) =>
    [...b].map((each) => each.toString(16).padStart(2, "0")).join("");
  const s = (n - BigInt(`0x${hex(bytes.subarray(32))}`)).toString(16)
    .padStart(64, "0");
  bytes.set(s.match(/../g)!.map((pair) => parseInt(pair, 16)), 32);
  return token.slice(0, at) + encodeBase64Url(bytes);
}

Deno.test("trusted_issuer singleUse: a token that fails elsewhere is not used up", async () => {
  const under = server(reports({ singleUse: true }));
  const token = await platformToken({ jti: "a" });
  const flipped = token.slice(0, -4) + (token.at(-4) === "A" ? "B" : "A") +
    token.slice(-3);
  assertEquals(await statusOf(under, flipped), 401);
  assertEquals(await statusOf(under, token), 200);
  assertEquals(await statusOf(under, token), 401);
});
