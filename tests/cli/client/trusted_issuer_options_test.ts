import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { makePlace, type Place } from "../place.ts";
import { run } from "../recorded_io.ts";

const ISSUER = "https://as.example.com";
const GITHUB = "https://token.actions.githubusercontent.com";
const FILE = {
  issuer: ISSUER,
  storage: "sqlite:./clients.db",
  trustedIssuers: {},
};
const OWNED = {
  audience: ISSUER,
  githubActions: { repository: "octo-org/octo-repo", ref: "refs/heads/main" },
};
const ANYBODY = {
  issuer: GITHUB,
  audience: ISSUER,
  claims: { ref: "refs/heads/main" },
};
const OURSELVES = { issuer: ISSUER, audience: ISSUER, claims: { sub: "a" } };

async function withFile(place: Place, value: unknown): Promise<void> {
  await Deno.writeTextFile(
    join(place.directory, "trust.json"),
    JSON.stringify(value, null, 2),
  );
}

const trusting = (...words: string[]) => [
  ...words,
  "--trusted-issuers",
  "trust.json",
];

Deno.test("client add --trusted-issuers stores what a platform stands for, without a secret, and client edit replaces and removes it", async () => {
  await using place = await makePlace(FILE);
  const record = async () =>
    JSON.parse((await run(["client", "show", "deploy"], place)).out);
  await withFile(place, OWNED);

  const added = await run(trusting("client", "add", "deploy"), place);
  assertEquals([added.code, added.out], [0, ""]);
  assertEquals(await record(), {
    client_id: "deploy",
    grant_types: ["client_credentials"],
    trusted_issuers: [{
      issuer: GITHUB,
      audience: ISSUER,
      claims: {
        repository: "octo-org/octo-repo",
        repository_owner: "octo-org",
        ref: "refs/heads/main",
      },
      maxAssertionSeconds: 600,
    }],
  });

  await withFile(place, [{ ...ANYBODY, claims: { sub: "repo:a/b:main" } }]);
  assertEquals(
    (await run(trusting("client", "edit", "deploy"), place)).code,
    0,
  );
  assertEquals((await record()).trusted_issuers[0].claims, {
    sub: "repo:a/b:main",
  });
  await run(["client", "edit", "deploy", "--trusted-issuers="], place);
  assertEquals(Object.keys(await record()), ["client_id", "grant_types"]);
});

/** What is in the file, and what is said about it. */
const REFUSED: readonly (readonly [unknown, string])[] = [
  [ANYBODY, "everybody can have tokens of this issuer"],
  [[OWNED, OURSELVES], "trusted_issuers[1].issuer must not be this server"],
  [
    { ...OWNED, audiense: "x" },
    'trust.json:7: audiense is not known: did you mean "audience"?',
  ],
  [
    [{ ...OWNED, githubActions: { repository: "x", ref: "y" } }],
    "trust.json:5: [0].githubActions.repository must be a text such as",
  ],
  [{ audience: ISSUER }, "trust.json:1: the trusted issuer must have issuer"],
  ["x", 'trust.json:1: the trusted issuer must be an object, not "x"'],
  [Array(21).fill(OWNED), "trusted_issuers must be a list of at most 20"],
];

for (const [value, said] of REFUSED) {
  Deno.test(`client add and edit: ${said}`, async () => {
    await using place = await makePlace(FILE);
    assertEquals((await run(["client", "add", "known"], place)).code, 0);
    await withFile(place, value);
    const before = (await run(["client", "export"], place)).out;

    for (const words of [["add", "new"], ["edit", "known"]]) {
      const { code, error } = await run(trusting("client", ...words), place);
      assertEquals(code, 1);
      assertStringIncludes(error, said);
    }
    assertEquals((await run(["client", "export"], place)).out, before);
  });
}

Deno.test("client import refuses trusted issuers that trust too much, and writes nothing then", async () => {
  await using place = await makePlace(FILE);
  const lines = [
    { client_id: "a", grant_types: ["client_credentials"] },
    { client_id: "b", trusted_issuers: [ANYBODY] },
  ].map((client) => JSON.stringify(client)).join("\n");

  const { code, error } = await run(["client", "import"], {
    ...place,
    input: lines,
  });

  assertEquals(code, 1);
  assertStringIncludes(error, "line 2 of standard input");
  assertStringIncludes(error, "everybody can have tokens");
  assertEquals((await run(["client", "list"], place)).out, "");
});

Deno.test("client disable works for a record that trusts too much", async () => {
  await using place = await makePlace(FILE);
  const { sqliteStorage } = await import("../../../src/storage/sqlite.ts");
  const storage = await sqliteStorage({
    file: join(place.directory, "clients.db"),
  });
  await storage.clients.put({ client_id: "a", trusted_issuers: [ANYBODY] });
  await storage.close();

  assertEquals((await run(["client", "disable", "a"], place)).code, 0);
  const { out } = await run(["client", "show", "a"], place);
  assert(JSON.parse(out).disabled);
});
