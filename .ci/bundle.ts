/**
 * Bundles the compiled modules of the package: one file for each entry, and
 * files for what entries share.
 *
 * Why at all: a runtime loads modules one by one, there are 160 of them behind
 * the main entry, and on Node they were most of the time before the first token
 * (`deno run -A bench/start.ts`).
 *
 * Why not one file for each entry alone: a class of two files is two classes,
 * and an `OAuthError` of the one would be none to the other.
 *
 * Why nothing is minified: people read what is installed and the traces of its
 * errors, and a start with short names took as long. Comments are in the
 * declarations of types.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import type { ArchivedFile } from "./archive.ts";

/** The entry that nearly everybody loads. */
const MAIN = "mod.js";

/**
 * The entries that are there for programs without an authorization server: they
 * do not load the main entry.
 */
const ALONE: readonly string[] = [
  MAIN,
  "src/resource_server.js",
  "src/storage/contract.js",
];

/**
 * What some of these entries share, and what all of them load, in one file: each
 * file takes time of its own.
 */
const SHARED: readonly string[] = [
  "src/adapters/lazy_connection.js",
  "src/adapters/serve.js",
  "src/adapters/shared_deadline.js",
  "src/adapters/under_way.js",
];
const SHARING: readonly string[] = [
  "src/adapters/bun.js",
  "src/adapters/deno.js",
  "src/adapters/node.js",
  "src/cli/main.js",
];

/** What stays an import of another package. */
const EXTERNAL = "bcrypt-ts/browser";

/**
 * Bundles modules.
 *
 * A bundler makes a file of the modules that the same entries need, and so
 * splits what a dozen entries need into a dozen files. Every entry that is used
 * with the main one therefore imports all of it here: what was the main entry's
 * is then in one file, and what it shares with the entry for resource servers in
 * a second. The main entry imports its modules in an order of ours first, and so
 * they lie in the file.
 *
 * @param modules The modules, by their path in the package.
 * @param entries The paths of the entries.
 * @returns The bundled files, each entry under its own path.
 */
export async function bundle(
  modules: readonly ArchivedFile[],
  entries: readonly string[],
): Promise<readonly ArchivedFile[]> {
  const directory = await Deno.makeTempDir({ prefix: "mintmark-bundle-" });
  try {
    for (const { path, content } of modules) {
      const file = `${directory}/in/${path}`;
      await Deno.mkdir(file.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.writeFile(file, content);
    }
    const order = inOrder(behind(MAIN, modules));
    for (const entry of entries) {
      const up = "./" + "../".repeat(entry.split("/").length - 1);
      const beside = [
        ...(ALONE.includes(entry) ? [] : [MAIN]),
        ...(entry === MAIN ? order : []),
        ...(SHARING.includes(entry) ? SHARED : []),
      ];
      const file = `${directory}/in/${entry}`;
      const text = await Deno.readTextFile(file);
      const [line = ""] = text.match(/^#!.*\n/) ?? [];
      const imports = beside.map((path) => `import "${up}${path}";\n`);
      const rest = text.slice(line.length);
      await Deno.writeTextFile(file, line + imports.join("") + rest);
    }
    // From there, since the files say where each module was.
    await run(
      `${directory}/in`,
      "bundle",
      ...["--quiet", "--frozen", "--code-splitting", "--platform=browser"],
      ...[`--external=${EXTERNAL}`, `--outdir=${directory}/out`],
      ...["--config", fileURLToPath(CONFIGURATION)],
      ...entries.map((entry) => `./${entry}`),
    );
    const files = await filesOf(`${directory}/out`);
    return files.map(({ path, content }) => ({
      path,
      content: new TextEncoder().encode(
        markedForBun(inAscii(numbersFirst(new TextDecoder().decode(content)))),
      ),
    }));
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** A number with a name, as the bundler writes it. */
const NUMBER = /^var ([A-Z][A-Z0-9_]* = \d[\w.]*;\n)/gm;

/** What has to stay in front of all else. */
const HEAD = /^(?:#!.*\n)?(?:import\b[^;]*;\n)*/;

/**
 * Puts the numbers of a file in front of its code, as constants again, which
 * the bundler makes variables of. Why: there, esbuild writes their values
 * wherever they are used, and a bundle for Workers needs no names for them.
 */
function numbersFirst(text: string): string {
  const numbers = [...text.matchAll(NUMBER)]
    .map(([, number]) => `const ${number}`);
  const rest = text.replaceAll(NUMBER, "");
  const [head = ""] = rest.match(HEAD) ?? [];
  return head + numbers.join("") + rest.slice(head.length);
}

/**
 * Tells Bun that a file is plain JavaScript. Otherwise it compiles each to
 * JavaScript once more, at every start in a new container: for as long as all
 * the rest takes before the first token.
 */
const FOR_BUN = "// @bun\n";

function markedForBun(text: string): string {
  const [line = ""] = text.match(/^#!.*\n/) ?? [];
  return line + FOR_BUN + text.slice(line.length);
}

/**
 * Escapes what is not ASCII: a single such character, in a comment too, and a
 * runtime keeps a file as UTF-16, in twice the memory, of which each page takes
 * its time at the start.
 */
function inAscii(text: string): string {
  return text.replaceAll(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** The modules that compiled code imports; comments end on the same line. */
const IMPORT = /(?:^|\*\/ )(?:import|export)\b[^"]*?\bfrom "(\.[^"]+)"/gm;

/**
 * The folders of `src/`, in the order in which their modules lie in the file;
 * the empty name is that of files beside them.
 *
 * Why: what is alike lies together, which makes a bundle for Workers smaller
 * once it is compressed, since a compressor looks back 32 KiB only. The order
 * was found by trying many: it saves about 500 bytes over that of the names.
 * Another one is no mistake, only larger.
 */
const FOLDERS: readonly string[] = [
  "encoding",
  "secrets",
  "http",
  "trust",
  "tokens",
  "keys",
  "storage",
  "client_authentication",
  "wiring",
  "options",
  "",
  "grants",
  "endpoints",
];

/** Modules by their folder, and within it from the last name to the first. */
function inOrder(paths: ReadonlySet<string>): readonly string[] {
  const folder = (path: string) =>
    FOLDERS.indexOf(path.match(/^src\/([^/]+)\//)?.[1] ?? "");
  return [...paths].sort().reverse().sort((a, b) => folder(a) - folder(b));
}

/** The paths of all modules that a module imports, and of those that they do. */
function behind(
  entry: string,
  modules: readonly ArchivedFile[],
): ReadonlySet<string> {
  const text = new Map(
    modules.map(({ path, content }) => [
      path,
      new TextDecoder().decode(content),
    ]),
  );
  const ROOT = "file:///";
  const seen = new Set([entry]);
  // What is added meanwhile is visited, too.
  for (const path of seen) {
    for (const [, name = ""] of text.get(path)!.matchAll(IMPORT)) {
      seen.add(new URL(name, ROOT + path).href.slice(ROOT.length));
    }
  }
  seen.delete(entry);
  return seen;
}

/** It says which package the external import is of. */
const CONFIGURATION = new URL("../deno.json", import.meta.url);

async function run(cwd: string, ...args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd,
    stdout: "null",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

/** All files below a directory, in the order of their names. */
async function filesOf(
  directory: string,
  below = "",
): Promise<readonly ArchivedFile[]> {
  const files: ArchivedFile[] = [];
  const listed = [...Deno.readDirSync(`${directory}/${below}`)]
    .sort((a, b) => a.name < b.name ? -1 : 1);
  for (const { name, isDirectory } of listed) {
    const path = below + name;
    if (isDirectory) files.push(...await filesOf(directory, `${path}/`));
    else {
      const content = await Deno.readFile(`${directory}/${path}`);
      files.push({ path, content });
    }
  }
  return files;
}
