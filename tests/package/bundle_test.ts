import { assert, assertEquals } from "@std/assert";
import { generatePrivateKey } from "@mintmark/oauth";
import { gzipSync } from "node:zlib";
import { claimsOf } from "../fixtures.ts";
import { type PackedProject, packedProject, run } from "./packed_project.ts";

/** What the core may weigh, minified and compressed. */
const MAXIMUM_BYTES = 40 * 1024;

const NAME = "@mintmark/oauth";

/** What a server is made of: a bundler leaves out what nobody imports. */
const SERVER =
  "{ clientCredentials, createAuthorizationServer, importSigner, memoryStorage }";

/** What the entry for resource servers may weigh. */
const MAXIMUM_VERIFIER_BYTES = 16 * 1024;

/** What esbuild says of a bundle, as far as it is read here. */
interface Metafile {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<
    Record<string, { readonly imports: readonly unknown[] }>
  >;
}

async function bundle(
  { directory }: PackedProject,
  specifier: string,
  names = "*",
): Promise<Metafile> {
  await Deno.writeTextFile(
    `${directory}/entry.js`,
    `export ${names} from "${specifier}";`,
  );
  await run(
    directory,
    "node_modules/.bin/esbuild",
    ...["entry.js", "--bundle", "--minify", "--log-level=error"],
    // Without a platform of Node, a built-in module of Node is an error.
    ...["--platform=neutral", "--format=esm", "--conditions=worker,browser"],
    // Licences are no code; a bundler writes them beside it.
    "--legal-comments=external",
    ...["--outfile=bundle.js", "--metafile=meta.json"],
  );
  return JSON.parse(await Deno.readTextFile(`${directory}/meta.json`));
}

/** Files that only other entries than the core may need. */
async function leavesOf({ directory }: PackedProject): Promise<string[]> {
  const text = await Deno.readTextFile(
    `${directory}/node_modules/${NAME}/package.json`,
  );
  const exported: Record<string, { import: string }> = JSON.parse(text).exports;
  return Object.entries(exported)
    .filter(([entry]) => entry !== ".")
    .map(([, { import: file }]) => file.replace(/^\./, ""));
}

Deno.test("a bundle of the packed core for Workers", async (t) => {
  await using project = await packedProject("esbuild@0.28.2");
  const { inputs, outputs } = await bundle(project, NAME, SERVER);
  const files = Object.keys(inputs);
  const path = `${project.directory}/bundle.js`;

  await t.step("imports nothing, no module of Node either", () => {
    assertEquals(outputs["bundle.js"]?.imports, []);
  });

  await t.step("holds the core and its dependency, nothing else", () => {
    const packages = files.map((file) =>
      file.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1] ?? file
    );
    assertEquals(
      [...new Set(packages)].sort(),
      [NAME, "bcrypt-ts", "entry.js"],
    );
  });

  await t.step("holds nothing of the other entries", async () => {
    const leaves = await leavesOf(project);
    assert(leaves.includes("/src/adapters/node.js"), "leaves are found");
    const held = files.filter((file) =>
      file.includes("/adapters/") ||
      leaves.some((leaf) => file.endsWith(`${NAME}${leaf}`))
    );
    assertEquals(held, []);
  });

  await t.step(`weighs at most ${MAXIMUM_BYTES} bytes`, async () => {
    const bytes = await Deno.readFile(path);
    const compressed = gzipSync(bytes, { level: 9 }).length;
    console.log(`minified ${bytes.length}, and gzipped ${compressed} bytes`);
    assert(compressed <= MAXIMUM_BYTES, `${compressed} bytes`);
  });

  await t.step("issues a token, on a runtime that grants nothing", async () => {
    const { private_jwk } = await generatePrivateKey("ES256");
    const key = JSON.stringify(private_jwk);
    const program = `
      import {
        clientCredentials, createAuthorizationServer, importSigner,
        memoryStorage,
      } from "./bundle.js";
      const server = createAuthorizationServer({
        issuer: "https://as.example.com",
        storage: memoryStorage({ clients: [{
          client_id: "test-client",
          client_secrets: [{
            hash: "$2a$10$IxMdI6d.LIRZPpSfEwNoeu4rY3FhDREsxFJXikcgdRRAStxUlsuEO",
          }],
          grant_types: ["client_credentials"],
        }] }),
        signer: await importSigner("ES256", ${key}),
        grants: [clientCredentials()],
        onEvent: () => {},
      });
      const response = await server.fetch(
        new Request("https://as.example.com/token", {
          method: "POST",
          body: new URLSearchParams({
            grant_type: "client_credentials",
            client_id: "test-client",
            client_secret: "foobar",
          }),
        }),
      );
      console.log(await response.text());`;
    await Deno.writeTextFile(`${project.directory}/program.js`, program);
    const answer = JSON.parse(
      await run(
        project.directory,
        Deno.execPath(),
        ...["run", "--no-prompt", "--no-config", "--no-remote", "--no-npm"],
        "program.js",
      ),
    );
    assertEquals(claimsOf(answer.access_token).sub, "test-client");
  });

  await t.step(
    "of the entry for resource servers holds no package",
    async () => {
      const { inputs } = await bundle(project, `${NAME}/resource-server`);
      const files = Object.keys(inputs);
      const bytes = gzipSync(await Deno.readFile(path), { level: 9 }).length;
      console.log(`the entry for resource servers: gzipped ${bytes} bytes`);
      assertEquals(
        files.filter((file) =>
          file !== "entry.js" && !file.startsWith(`node_modules/${NAME}/`)
        ),
        [],
      );
      assert(bytes <= MAXIMUM_VERIFIER_BYTES, `${bytes} bytes`);
    },
  );
});
