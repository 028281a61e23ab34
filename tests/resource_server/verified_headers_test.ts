import { assertEquals, assertStrictEquals } from "@std/assert";
import { VerifiedHeaders } from "../../src/resource_server/verified_headers.ts";
import { type ParsedJwt, parseJwt } from "../../src/tokens/jws.ts";
import { refusalOf, testVerifier, token } from "./tokens.ts";

Deno.test("VerifiedHeaders: a header that was kept is not read again", async () => {
  const headers = new VerifiedHeaders();
  const text = await token();
  const { header } = parseJwt(text, 1_000) as ParsedJwt;
  assertEquals(headers.get(text.split(".")[0]!), undefined);
  headers.keep(text, header);

  const again = parseJwt(await token({ jti: "x" }), 1_000, headers);
  assertStrictEquals((again as ParsedJwt).header, header);
  const other = parseJwt(await token({}, { kid: "x" }), 1_000, headers);
  assertEquals((other as ParsedJwt).header.kid, "x");
});

Deno.test("VerifiedHeaders: the oldest of too many goes", () => {
  const headers = new VerifiedHeaders();
  for (let i = 0; i < 33; i++) headers.keep(`${i}.x.y`, { alg: `${i}` });

  assertEquals(headers.get("0"), undefined);
  assertEquals(headers.get("1"), { alg: "1" });
  assertEquals(headers.get("32"), { alg: "32" });
});

Deno.test("verify: what a header says is checked for each token, known or not", async () => {
  const { verify } = testVerifier();
  assertEquals((await verify(await token())).sub, "test-client");

  const expired = await refusalOf(verify(await token({ exp: 0 })));
  const [header, payload] = (await token({ jti: "x" })).split(".");
  const [, , signature] = (await token()).split(".");
  const forged = await refusalOf(verify(`${header}.${payload}.${signature}`));
  assertEquals([expired.reason, forged.reason], ["expired", "wrong_signature"]);
});
