import { assert, assertEquals, assertThrows } from "@std/assert";
import { EVERYTHING, groups } from "../../bench/matrix.ts";
import { rowName } from "../../bench/results.ts";

const names = (choice: Partial<typeof EVERYTHING>) =>
  groups({ ...EVERYTHING, ...choice }).flatMap(({ rows }) => rows.map(rowName));

Deno.test("bench groups: no row is measured twice", () => {
  const all = names({});
  assertEquals(new Set(all).size, all.length);
});

Deno.test("bench groups: every group has two floors, so that noise shows", () => {
  for (const { rows } of groups(EVERYTHING)) {
    const servers = rows.map(({ server }) => server);
    assert(servers.includes("floor") && servers.includes("floor2"));
  }
});

Deno.test("bench groups: a choice narrows runtimes, algorithms and secrets", () => {
  assertEquals(
    names({ runtimes: "bun", algs: "EdDSA", secrets: "private_key_jwt" }),
    [
      "bun EdDSA floor private_key_jwt",
      "bun EdDSA mintmark private_key_jwt",
    ],
  );
});

Deno.test("bench groups: a group without rows is left out", () => {
  assertEquals(names({ algs: "RS256", secrets: "bcrypt" }), []);
});

Deno.test("bench groups: a name that there is not is refused in a sentence", () => {
  assertThrows(
    () => groups({ ...EVERYTHING, algs: "HS256" }),
    TypeError,
    '--algs names "HS256"; there are EdDSA, ES256, RS256',
  );
});
