import { assert, assertEquals, assertMatch } from "@std/assert";
import configuration from "../deno.json" with { type: "json" };

const ROOT = new URL("../", import.meta.url);

/** What people and machines are told to do with this project. */
const INSTRUCTIONS = [
  "README.md",
  ".ci/run",
  ".github/CONTRIBUTING.md",
  ".github/workflows/ci.yml",
  ".github/workflows/publish.yml",
];

async function read(path: string): Promise<string> {
  return await Deno.readTextFile(new URL(path, ROOT));
}

Deno.test("the documentation of every entry of exports is checked", () => {
  const { command } = configuration.tasks["lint:docs"];
  const checked = command.replace("deno doc --lint ", "").split(" ");

  assertEquals(
    checked.map((path) => `./${path}`),
    Object.values(configuration.exports),
  );
});

Deno.test("the changelog has a section for the version", async () => {
  const version = RegExp.escape(configuration.version);

  assertMatch(
    await read("CHANGELOG.md"),
    new RegExp(
      `^## \\[${version}\\] - (?:Unreleased|\\d{4}-\\d\\d-\\d\\d)$`,
      "m",
    ),
  );
});

Deno.test("CI begins with the test command of README.md", async () => {
  const [, first] = (await read(".ci/run")).match(/^check (.*)$/m)!;

  assertEquals(first, "npx --yes deno@2.9.6 task test");
  assert((await read("README.md")).includes(`\n$ ${first}\n`));
});

for (const path of INSTRUCTIONS) {
  Deno.test(`${path}: names tasks that exist, and one version of Deno`, async () => {
    const text = await read(path);

    for (const [, task = ""] of text.matchAll(/deno(?:@\S+)? task ([\w:]+)/g)) {
      assert(task in configuration.tasks, task);
    }
    const versions = text.matchAll(
      /(?:deno@|deno-version: |\[Deno\]\(\S+\) )(\d+\.\d+\.\d+)/g,
    ).map(([, version]) => version).toArray();
    assert(versions.length > 0);
    assertEquals([...new Set(versions)], ["2.9.6"]);
  });
}
