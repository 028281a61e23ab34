import { assert, assertEquals } from "@std/assert";
import { pathToFileURL } from "node:url";
import configuration from "../../deno.json" with { type: "json" };
import { Program } from "../program.ts";
import { findBun } from "./bun.ts";
import { copyInto, packedProject, run } from "./packed_project.ts";

const ROOT = new URL("../../", import.meta.url);
const PROGRAM = "npm_package_program.mjs";

/** The modules that compiled code imports; comments end on the same line. */
const IMPORT = /(?:^|\*\/ )(?:import|export)\b[^";]*?\bfrom "([^"]+)"/gm;

/** The runtimes of the program, and how each is found. */
const RUNTIMES = { node: () => "node", bun: findBun };

/** What the program prints where all is well. */
const HAPPENED = {
  isLocal: true,
  status: 200,
  answer: { expires_in: 3600, scope: "", token_type: "bearer" },
  subject: "test-client",
  alg: "RS256",
  // No "hashing_inline": the secret was hashed in a worker.
  events: ["audience_is_issuer", "ephemeral_signer", "issued"],
};

Deno.test("the package for npm", async (t) => {
  await using project = await packedProject(
    configuration.imports.jose.slice("npm:".length),
  );
  const { directory } = project;
  const modules = new URL("node_modules/", pathToFileURL(`${directory}/`));
  const installed = new URL("@mintmark/oauth/", modules);
  const files = (await filesOf(installed)).sort();
  const manifest = JSON.parse(
    await Deno.readTextFile(new URL("package.json", installed)),
  );

  await t.step("holds the sources, compiled, and nothing else", async () => {
    const sources = await filesOf(new URL("src/", ROOT));

    assertEquals(
      files.filter((file) => !file.endsWith(".d.ts")),
      [
        ...["CHANGELOG.md", "LICENSE", "README.md", "mintmark.schema.json"],
        ...["mod.js", "package.json"],
        ...sources.map((file) => `src/${file.replace(/\.ts$/, ".js")}`),
      ].sort(),
    );
    const compiled = new Set(files);
    for (const file of files.filter((file) => file.endsWith(".d.ts"))) {
      assert(compiled.has(file.replace(/\.d\.ts$/, ".js")), file);
    }
  });

  await t.step("is named, versioned and licensed as in deno.json", () => {
    assertEquals(
      [manifest.name, manifest.version, manifest.license, manifest.type],
      [
        configuration.name,
        configuration.version,
        configuration.license,
        "module",
      ],
    );
  });

  await t.step(
    "depends on bcrypt-ts, and on nothing else",
    () => {
      const { imports } = configuration;
      assertEquals(manifest.dependencies, {
        "bcrypt-ts": versionOf(imports["bcrypt-ts/browser"]),
      });
      assertEquals(manifest.peerDependencies, undefined);
      assertEquals(manifest.scripts, undefined);

      const names = [...Deno.readDirSync(modules)].map(({ name }) => name);
      assertEquals(
        names.filter((name) => !name.startsWith(".")).sort(),
        // The program verifies with jose, which was installed beside it.
        ["@mintmark", "bcrypt-ts", "jose"],
      );
    },
  );

  await t.step(
    "imports what it depends on, and of Node outside of the core only",
    async () => {
      const imported = new Map<string, string>();
      for (const file of files.filter((file) => file.endsWith(".js"))) {
        const text = await Deno.readTextFile(new URL(file, installed));
        for (const [, name = ""] of text.matchAll(IMPORT)) {
          if (!name.startsWith(".")) imported.set(`${name} in ${file}`, name);
        }
      }

      const ofNode = [...imported].filter(([, name]) =>
        name.startsWith("node:")
      );
      assertEquals(
        ofNode.filter(([place]) =>
          !/ in src\/(?:adapters\/(?:node|resolve_host)|cli\/|storage\/sqlite)/
            .test(
              place,
            )
        ),
        [],
      );
      assertEquals(
        [...new Set(imported.values())].filter((name) =>
          !name.startsWith("node:")
        )
          .sort(),
        ["bcrypt-ts/browser"],
      );
    },
  );

  await t.step("has the command mintmark", async () => {
    assertEquals(manifest.bin, { mintmark: "./src/cli/main.js" });
    const command = `${directory}/node_modules/.bin/mintmark`;
    const printed = await run(directory, command, "--version");
    assertEquals(printed.trim(), configuration.version);
  });

  await copyInto(project, PROGRAM);
  for (const [runtime, find] of Object.entries(RUNTIMES)) {
    await t.step(
      `issues a token that verifies on ${runtime}, and ends`,
      async () => {
        await using program = new Program(await find(), [PROGRAM], {
          cwd: directory,
        });

        const { code } = await program.ended();

        assertEquals(code, 0, `${program.stdout}\n${program.stderr}`);
        assertEquals(JSON.parse(program.stdout), { runtime, ...HAPPENED });
      },
    );
  }
});

Deno.test("the package for JSR holds the sources and nothing else", async () => {
  await using program = new Program(
    Deno.execPath(),
    ["publish", "--dry-run", "--allow-dirty", "--no-check"],
    { cwd: ROOT },
  );

  const { code } = await program.ended();

  assertEquals(code, 0, program.stderr);
  const listed = [...program.stderr.matchAll(/^ +(file:\S+) \(/gm)]
    .map(([, url = ""]) => url.slice(ROOT.href.length));
  const sources = await filesOf(new URL("src/", ROOT));
  assertEquals(
    listed.sort(),
    [
      ...["CHANGELOG.md", "LICENSE", "README.md", "deno.json"],
      ...["mintmark.schema.json", "mod.ts"],
      ...sources.map((file) => `src/${file}`),
    ].sort(),
  );
});

/** All files below a directory, by their path from there. */
async function filesOf(directory: URL): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(directory)) {
    if (!isDirectory) files.push(name);
    else {
      const below = await filesOf(new URL(`${name}/`, directory));
      files.push(...below.map((file) => `${name}/${file}`));
    }
  }
  return files;
}

/** The version of a specifier of npm. */
function versionOf(specifier: string): string {
  return specifier.match(/^npm:[^@]+@([^/]+)/)?.[1] ?? specifier;
}
