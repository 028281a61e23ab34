import { assert, assertEquals } from "@std/assert";
import { pathToFileURL } from "node:url";
import configuration from "../../deno.json" with { type: "json" };
import { Program } from "../program.ts";
import { findBun } from "./bun.ts";
import { installedModules, loadedBy } from "./installed_modules.ts";
import { copyInto, packedProject, run } from "./packed_project.ts";

const ROOT = new URL("../../", import.meta.url);
const PROGRAM = "npm_package_program.mjs";
const IDENTITY = "identity_program.mjs";

/** How many files an import of the main entry may load. */
const MAXIMUM_LOADED = 4;

/** The entries that need something of Node, or of what is like it. */
const OF_NODE = ["./node", "./cli", "./storage/sqlite"];

/** Modules that the main entry must not load: they belong to others. */
const OF_OTHERS =
  /^src\/(?:adapters\/|cli\/|otel|telemetry\/|resource_server|storage\/(?:contract|deno_kv|postgres|redis|remote_|sql))/;

/** The runtimes of the program, and how each is found. */
const RUNTIMES = { node: () => "node", bun: findBun };

/** What the program prints where all is well. */
const HAPPENED = {
  isLocal: true,
  status: 200,
  answer: { expires_in: 3600, scope: "", token_type: "bearer" },
  subject: "test-client",
  alg: "RS256",
  signed: ["EdDSA", "Ed25519", "ES256"],
  // No "hashing_inline": the secret was hashed in a worker.
  events: ["audience_is_issuer", "ephemeral_signer", "issued"],
};

Deno.test("the package for npm", async (t) => {
  await using project = await packedProject(
    configuration.imports.jose.slice("npm:".length),
  );
  const { directory } = project;
  const packages = new URL("node_modules/", pathToFileURL(`${directory}/`));
  const installed = new URL("@mintmark/oauth/", packages);
  const files = (await filesOf(installed)).sort();
  const manifest = JSON.parse(
    await Deno.readTextFile(new URL("package.json", installed)),
  );

  const entries = Object.entries(
    manifest.exports as Readonly<Record<string, { readonly import: string }>>,
  ).map(([name, { import: path }]) => ({
    name,
    path: path.slice("./".length),
  }));
  const modules = await installedModules(
    installed,
    files.filter((file) => file.endsWith(".js")),
  );

  await t.step(
    "holds entries, what they share, types, and nothing else",
    () => {
      const paths = entries.map(({ path }) => path);
      for (const file of files) {
        const isKnown = paths.includes(file) || file.endsWith(".d.ts") ||
          /^(?:chunk|bcrypt_functions)-[A-Z0-9]{8}\.js$/.test(file) ||
          ["CHANGELOG.md", "LICENSE", "README.md", "mintmark.schema.json"]
            .includes(file) ||
          file === "package.json";
        assert(isKnown, file);
      }
      for (const path of paths) {
        assert(files.includes(path), path);
        assert(
          files.includes(path.replace(/\.js$/, ".d.ts")),
          `types of ${path}`,
        );
      }
    },
  );

  await t.step(
    "is kept in as little memory, and compiled as seldom, as can be",
    async () => {
      for (const file of files.filter((file) => file.endsWith(".js"))) {
        const text = await Deno.readTextFile(new URL(file, installed));
        assert(/^(?:#!.*\n)?\/\/ @bun\n/.test(text), `${file} for Bun`);
        assert(/^[\0-\x7f]*$/.test(text), `${file} in ASCII`);
      }
    },
  );

  await t.step("holds each module of the sources once", async () => {
    const sources = (await filesOf(new URL("src/", ROOT)))
      .map((file) => `src/${file.replace(/\.ts$/, ".js")}`);
    const bundled = [...modules.values()].flatMap(({ madeOf }) => madeOf);
    assert(bundled.length > 200, `${bundled.length} modules`);
    assertEquals(new Set(bundled).size, bundled.length, "one is there twice");
    const known = new Set(["mod.js", ...sources]);
    assertEquals(bundled.filter((path) => !known.has(path)), []);
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

      const names = [...Deno.readDirSync(packages)].map(({ name }) => name);
      assertEquals(
        names.filter((name) => !name.startsWith(".")).sort(),
        // The program verifies with jose, which was installed beside it.
        ["@mintmark", "bcrypt-ts", "jose"],
      );
    },
  );

  await t.step("imports what it depends on, once it is needed", () => {
    const isPackage = (name: string) => !/^(?:\.|node:)/.test(name);
    const all = [...modules.values()];
    const needed = all.flatMap(({ imports, later }) => [...imports, ...later]);
    assertEquals(needed.filter(isPackage), ["bcrypt-ts/browser"]);
    for (const { path } of entries) {
      const { others } = loadedBy(modules, path);
      assertEquals([...others].filter(isPackage), [], path);
    }
  });

  for (const { name, path } of entries) {
    await t.step(`loads no module of Node that ${name} can do without`, () => {
      const { others } = loadedBy(modules, path);
      assertEquals(others.size > 0, OF_NODE.includes(name), [...others].join());
    });
  }

  await t.step(
    `loads at most ${MAXIMUM_LOADED} files, nothing of other entries among them`,
    () => {
      const { files } = loadedBy(modules, "mod.js");
      const paths = files.map(({ path }) => path);
      assert(files.length <= MAXIMUM_LOADED, paths.join());
      const madeOf = files.flatMap(({ madeOf }) => madeOf);
      assert(madeOf.includes("src/authorization_server.js"));
      assertEquals(madeOf.filter((module) => OF_OTHERS.test(module)), []);
    },
  );

  await t.step("is the same thing in every entry", async () => {
    await copyInto(project, IDENTITY);
    const names = entries.map(({ name }) => `@mintmark/oauth${name.slice(1)}`);
    const printed = await run(directory, "node", IDENTITY, ...names);
    const { shared, different } = JSON.parse(printed);
    assertEquals(different, []);
    assert(shared.includes("resolveHost"), printed);
  });

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
