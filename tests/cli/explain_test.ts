import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { makePlace } from "./place.ts";
import { run } from "./recorded_io.ts";

Deno.test("explain: the key of the storage that would sign, and a lifetime that nobody sets", async () => {
  await using place = await makePlace({
    issuer: "https://as.example.com",
    storage: "sqlite:./mintmark.db",
  });
  await run(["client", "add", "a"], place);
  await run(["check", "--connect"], place);
  const kids = (await run(["key", "list", "--json"], place)).out.split("\n")
    .map((line) => JSON.parse(line).kid);

  const { code, out } = await run(["explain", "--client-id", "a"], place);

  assertEquals(code, 0);
  const [, kid] = /the key (\S+)$/m.exec(out)!;
  assert(kids.includes(kid), out);
  assertStringIncludes(out, "3600 s: the usual lifetime");
  assertStringIncludes(out, 'client_id of the client "a" in the storage');
});

Deno.test("explain --claims: the rule that a token of a platform keeps, and what cannot be claims", async () => {
  await using place = await makePlace({
    issuer: "https://as.example.com",
    trustedIssuers: {
      rules: [{
        audience: "https://as.example.com",
        githubActions: { repository: "o/r", ref: "refs/heads/main" },
        client_id: "deploy",
      }],
    },
  });
  const ask = async (claims: string) => {
    await Deno.writeTextFile(`${place.directory}/claims.json`, claims);
    return await run([
      "explain",
      ...["--grant-type", "urn:ietf:params:oauth:grant-type:jwt-bearer"],
      ...["--claims", "claims.json"],
    ], place);
  };
  const claims = {
    iss: "https://token.actions.githubusercontent.com",
    sub: "repo:o/r:ref:refs/heads/main",
    aud: "https://as.example.com",
    repository: "o/r",
    repository_owner: "o",
    ref: "refs/heads/main",
  };

  const kept = await ask(JSON.stringify(claims));
  assertEquals(kept.code, 0);
  assertStringIncludes(kept.out, "it keeps trustedIssuers.rules[0]");
  const other = await ask(JSON.stringify({ ...claims, ref: "refs/heads/x" }));
  assertEquals(other.code, 1);
  assertStringIncludes(other.out, 'assertion_claim_not_trusted (claim: "ref")');
  for (const text of ["[]", "eyJhbGciOi.x.y", "1"]) {
    const { code, error } = await ask(text);
    assertEquals(code, 2);
    assert(!error.includes("eyJ"), error);
  }
});
