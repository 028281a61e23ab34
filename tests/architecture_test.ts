import { assertEquals, assertNotEquals } from "@std/assert";
import {
  crookedFloors,
  importedLeaves,
  PLACES,
  unusedAllowances,
  wrongImports,
} from "./architecture/floors.ts";
import {
  forbiddenConstructs,
  httpBelow,
  longFiles,
  otherThanReexports,
  packages,
  runtimeNames,
} from "./architecture/rules.ts";
import {
  importedFiles,
  onlyCode,
  readSources,
  type Source,
} from "./architecture/source.ts";

const SRC = readSources("src");
const MOD = readSources("mod.ts");
const EVERYTHING = readSources("mod.ts", "src", "tests", "examples");

type Checker = (sources: readonly Source[]) => readonly string[];

/** A rule, what it is about, and small files that break and that keep it. */
interface Rule {
  readonly name: string;
  readonly checker: Checker;
  readonly sources: readonly Source[];
  readonly breaks: readonly (readonly [path: string, text: string])[];
  readonly keeps: readonly (readonly [path: string, text: string])[];
}

const RULES: readonly Rule[] = [
  {
    name: "imports point down only",
    checker: wrongImports,
    sources: SRC,
    breaks: [
      ["src/tokens/x.ts", 'import { x } from "../http/form.ts";'],
      ["src/tokens/x.ts", 'import type { X } from "../grants/grant.ts";'],
      ["src/client.ts", 'import { a,\n  b } from "./encoding/random.ts";'],
      ["src/events.ts", 'export { x } from "./keys/signer.ts";'],
      ["src/events.ts", 'export * from "./keys/signer.ts";'],
      ["src/keys/x.ts", 'import "../secrets/hasher.ts";'],
      ["src/keys/x.ts", 'const x = await import("../secrets/hasher.ts");'],
      ["src/grants/x.ts", 'import { x } from "../client_authentication/x.ts";'],
      ["src/client_authentication/x.ts", 'import { x } from "../grants/x.ts";'],
      ["src/http/x.ts", 'import type { X } from "../grants/grant.ts";'],
      ["src/http/x.ts", 'import { x } from "../client_authentication/x.ts";'],
      ["src/http/x.ts", 'import { x } from "../endpoints/token.ts";'],
      ["src/endpoints/x.ts", 'import { x } from "../authorization_server.ts";'],
      ["src/grants/x.ts", 'import { x } from "../storage/memory.ts";'],
      ["src/grants/x.ts", 'import { x } from "../../mod.ts";'],
      ["src/new_folder/x.ts", ""],
      ["src/grants/x.ts", 'import { x } from "../new_folder/x.ts";'],
    ],
    keeps: [
      ["src/tokens/x.ts", 'import { x } from "../keys/signer.ts";'],
      ["src/tokens/x.ts", 'import { x } from "./jwt.ts";'],
      ["src/tokens/x.ts", '// import { x } from "../http/form.ts";'],
      ["src/tokens/x.ts", '/** import { x } from "../http/form.ts"; */'],
      ["src/events.ts", 'import { x } from "./errors.ts";'],
    ],
  },
  {
    name: "leaves are imported by mod.ts and nobody else",
    checker: importedLeaves,
    sources: [...SRC, ...MOD],
    breaks: [
      [
        "src/authorization_server.ts",
        'import { x } from "./storage/memory.ts";',
      ],
      ["src/adapters/x.ts", 'import { x } from "../storage/memory.ts";'],
      ["src/client.ts", 'export { x } from "./adapters/deno.ts";'],
      ["src/adapters/x.ts", 'import { x } from "../cli/main.ts";'],
    ],
    keeps: [
      ["src/cli/x.ts", 'import { x } from "../storage/memory.ts";'],
      ["mod.ts", 'export { x } from "./src/storage/memory.ts";'],
      ["src/storage/x.ts", 'import { x } from "./memory.ts";'],
    ],
  },
  {
    name: "Request, Response and Headers appear on the floors of HTTP only",
    checker: httpBelow,
    sources: [...SRC, ...MOD],
    breaks: [
      ["src/grants/x.ts", "const x = new Response();"],
      ["src/grants/x.ts", "function f(request: Request) {}"],
      ["src/tokens/x.ts", "const x: Headers | undefined = undefined;"],
      ["src/tokens/x.ts", "const x = `${new globalThis.Request(url)}`;"],
      ["src/trust/x.ts", "const x = (r: Response) => r;"],
    ],
    keeps: [
      ["src/http/x.ts", "const x = new Response();"],
      ["src/endpoints/x.ts", "const x = new Headers();"],
      ["src/trust/fetch_document.ts", "const x: Response = await fetch(url);"],
      ["src/grants/x.ts", "// a Request\nclass GrantRequest {}"],
      ["src/grants/x.ts", 'throw new RequestError("a Request is missing");'],
    ],
  },
  {
    name: "no runtime is named in the core",
    checker: runtimeNames,
    sources: [...SRC, ...MOD],
    breaks: [
      ["src/client.ts", 'const x = Deno.env.get("X");'],
      ["src/client.ts", "const x = globalThis.Bun?.version;"],
      ["src/client.ts", "const x = process.env.X;"],
      ["src/client.ts", 'const x = process["env"];'],
      ["src/client.ts", "const x = `${Deno.pid}`;"],
      ["src/client.ts", 'import { x } from "node:crypto";'],
      ["src/client.ts", "const x = import('node:crypto');"],
    ],
    keeps: [
      ["src/adapters/deno.ts", "Deno.serve({}, x);"],
      ["src/storage/sqlite.ts", 'import { x } from "node:sqlite";'],
      ["src/secrets/worker.ts", 'process.getBuiltinModule("node:x");'],
      ["src/client.ts", "/** `Deno.serve(x)` */ const process = 1;"],
      ["src/client.ts", 'const x = "Deno.serve";'],
    ],
  },
  {
    name: "no file is longer than 250 lines",
    checker: longFiles,
    sources: EVERYTHING,
    breaks: [["src/x.ts", "\n".repeat(251)]],
    keeps: [["src/x.ts", "x;\n".repeat(250)]],
  },
  {
    name: "mod.ts has named re-exports and nothing else",
    checker: otherThanReexports,
    sources: MOD,
    breaks: [
      ["mod.ts", 'export * from "./src/client.ts";'],
      ["mod.ts", 'export * as client from "./src/client.ts";'],
      ["mod.ts", 'export { default } from "./src/client.ts";'],
      ["mod.ts", 'export { x as default } from "./src/client.ts";'],
      ["mod.ts", "export const x = 1;"],
      ["mod.ts", 'import "./src/client.ts";'],
      ["mod.ts", 'export { x } from "./a.ts";\nconsole.log(1);'],
    ],
    keeps: [
      ["mod.ts", '/** Text. */\nexport { a, type B } from "./x.ts";\n'],
      ["mod.ts", 'export type {\n  A,\n  B,\n} from "./x.ts";'],
    ],
  },
  {
    name: "no default exports, no declare global, #private over private",
    checker: forbiddenConstructs,
    sources: [...SRC, ...MOD],
    breaks: [
      ["src/x.ts", "export default 1;"],
      ["src/x.ts", "export { x as default };"],
      ["src/x.ts", "declare global { interface Window {} }"],
      ["src/x.ts", "class X {\n  private x = 1;\n}"],
      ["src/x.ts", "class X { constructor(private readonly x: number) {} }"],
    ],
    keeps: [
      ["src/x.ts", 'const x = "the private key";'],
      ["src/x.ts", '// a private key\nconst type: "private" | "public" = x;'],
      ["src/x.ts", "class X { #private = 1; default = 2; }"],
    ],
  },
];

for (const { name, checker, sources, breaks, keeps } of RULES) {
  Deno.test(`architecture: ${name}`, () => {
    assertEquals(sources.length > 0, true);
    assertEquals(checker(sources), []);
  });

  Deno.test(`the checker of "${name}" can fail, and only for what it is about`, () => {
    for (const [path, text] of breaks) {
      assertNotEquals(checker([{ path, text }]), [], `${path}: ${text}`);
    }
    for (const [path, text] of keeps) {
      assertEquals(checker([{ path, text }]), [], `${path}: ${text}`);
    }
  });
}

Deno.test("architecture: the floors have an order, so that nothing can stand on itself", () => {
  assertEquals(crookedFloors(PLACES), []);
  assertNotEquals(
    crookedFloors([{ name: "a", on: ["b"] }, { name: "b", on: [] }]),
    [],
  );
  assertNotEquals(crookedFloors([{ name: "a", on: ["a"] }]), []);
});

Deno.test("architecture: the table of floors allows nothing that no file makes use of", () => {
  assertEquals(unusedAllowances(SRC), []);
  assertNotEquals(unusedAllowances([]), []);
});

Deno.test("architecture: the core has two dependencies", () => {
  assertEquals(packages([...SRC, ...MOD]), ["bcrypt-ts/browser"]);
  const text = 'import x from "left-pad";\nimport { y } from "npm:pg";';
  assertEquals(packages([{ path: "src/client.ts", text }]), [
    "left-pad",
    "npm:pg",
  ]);
  assertEquals(packages([{ path: "src/storage/postgres.ts", text }]), []);
});

Deno.test("architecture: the sources are read as the compiler reads them", () => {
  const files = new Set(EVERYTHING.map(({ path }) => path));
  const missing = [...SRC, ...MOD].flatMap((source) =>
    importedFiles(source).filter((path) => !files.has(path))
  );
  assertEquals(missing, []);
  assertEquals(
    onlyCode('a("//x"); /* b */ c(/[/"]\\//g, `d ${e} f`); // g'),
    'a(""); ' + "  c(/x/, (e));  ",
  );
});
