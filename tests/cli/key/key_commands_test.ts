import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { makePlace } from "../place.ts";
import { run } from "../recorded_io.ts";

const ISSUER = "https://as.example.com";
const STORED = { issuer: ISSUER, storage: "sqlite:./keys.db" };

Deno.test("key list shows the keys that there are, and never a private one", async () => {
  await using place = await makePlace(STORED);
  assertEquals((await run(["key", "list"], place)).out, "");
  // The first key is made by whoever has it ready.
  assertEquals((await run(["check", "--connect"], place)).code, 0);

  const { out, code } = await run(["key", "list", "--json"], place);
  assertEquals(code, 0);
  const keys = out.split("\n").map((line) => JSON.parse(line));
  assertEquals(keys.length, 2); // the one that signs, and the next one
  for (const { kid, alg, public_jwk, is_wrapped } of keys) {
    assertEquals([alg, public_jwk.kid ?? kid, is_wrapped], [
      "ES256",
      kid,
      false,
    ]);
  }
  const lines = await run(["key", "list"], place);
  assertStringIncludes(lines.out, `${keys[0].kid}\tES256\tmade 2`);
  assert(!`${out}${lines.out}`.includes('"d"'), "no private member");
});

Deno.test("key revoke asks, revokes, and says why it cannot", async () => {
  await using place = await makePlace(STORED);
  await run(["check", "--connect"], place);
  const { out } = await run(["key", "list", "--json"], place);
  const [{ kid }] = out.split("\n").map((line) => JSON.parse(line));
  const revoke = ["key", "revoke", kid];

  assertEquals((await run(revoke, place)).code, 2);
  const no = await run(revoke, { ...place, answer: () => "no" });
  assertEquals([no.code, no.error], [1, "nothing was revoked"]);

  assertEquals(
    (await run([...revoke, "--yes", "--without-successor"], place)).code,
    0,
  );
  const after = (await run(["key", "list", "--json"], place)).out.split("\n")
    .map((line) => JSON.parse(line));
  const revoked = after.find((key) => key.kid === kid);
  assert(revoked === undefined || revoked.revoked_at !== undefined);
  assert(after.some((key) => key.revoked_at === undefined), "another signs");

  const unknown = await run(["key", "revoke", "nobody", "--yes"], place);
  assertEquals(unknown.code, 1);
  assertStringIncludes(unknown.error, "nobody");
});

Deno.test("key commands say where a key is that they cannot reach", async () => {
  await using fleeting = await makePlace({ issuer: ISSUER, storage: "memory" });
  const { code, error } = await run(["key", "list"], fleeting);
  assertEquals(code, 1);
  assertStringIncludes(error, 'storage is "memory"');
});
