import { Ajv2020 } from "ajv/dist/2020.js";
import { assert, assertEquals } from "@std/assert";
import { configurationSchema } from "../../../src/cli/configuration/json_schema.ts";
import { parseConfiguration } from "../../../src/cli/configuration/load_configuration.ts";
import { MEMBERS } from "../../../src/cli/configuration/members.ts";
import {
  type Members,
  object,
  type Shape,
} from "../../../src/cli/configuration/shape.ts";
import { commandsOf, splitWords } from "../../readme/commands.ts";
import { parseMarkdown } from "../../readme/markdown.ts";
import { makePlace } from "../place.ts";
import { run } from "../recorded_io.ts";

const FILE = new URL("../../../docs/configuration.md", import.meta.url);
const TEXT = await Deno.readTextFile(FILE);
const { fences } = parseMarkdown(TEXT);
const JSON_FENCES = fences.filter(({ language }) => language === "json");
const EXAMPLES = JSON_FENCES.filter(({ flags }) => flags.length === 0);
const BROKEN = JSON_FENCES.find(({ flags }) => flags.includes("broken"))!;

const ENVIRONMENT = {
  PGPASSWORD: "x",
  REPORTS_SECRET: "correct horse battery staple",
  SIGNING_KEY: "x",
  WRAPPING_KEY: "PtJvSTnnVPXdYdmGs5ciaQuDBWUpBsO_4VIuyRxMSN0",
};

const isOfSchema = new Ajv2020({ allErrors: true, allowUnionTypes: true })
  .compile(configurationSchema());

for (const { line, text } of EXAMPLES) {
  Deno.test(`docs/configuration.md: line ${line}: the example can be used, and an editor says so`, async () => {
    await parseConfiguration(text, "example", ENVIRONMENT);

    assert(isOfSchema(JSON.parse(text)), JSON.stringify(isOfSchema.errors));
  });
}

Deno.test("docs/configuration.md: what check prints of the broken file, and an editor finds it broken too", async () => {
  const place = await makePlace();
  await Deno.writeTextFile(`${place.directory}/broken.json`, BROKEN.text);
  const [command] = fences.filter(({ language }) => language === "console")
    .flatMap(commandsOf);
  const [, ...args] = splitWords(command!.text);

  const { code, error } = await run(args, place);

  assertEquals(code, 1);
  assertEquals(error, command!.output.trimEnd());
  assertEquals(isOfSchema(JSON.parse(BROKEN.text)), false);
  await place[Symbol.asyncDispose]();
});

Deno.test("docs/configuration.md: its tables have every member of the configuration, in the words of the schema", () => {
  const known = new Set(
    members(MEMBERS).map(({ path }) => path.split(/[.[]/)[0]!),
  );
  const rows = TEXT.split("\n")
    .map((row) => row.split(/(?<!\\)\|/).map((cell) => cell.trim()))
    .filter(([, name = ""]) =>
      name.startsWith("`") &&
      known.has(name.replaceAll("`", "").split(/[.[]/)[0]!)
    )
    .map(([, name, what, usual]) => [name, what, usual]);

  assertEquals(
    rows.map((row) => row.join(" | ")).sort(),
    [
      ...new Set(
        members(MEMBERS).map(({ path, what, usual, isRequired }) =>
          [`\`${path}\``, what, usual ?? (isRequired ? "an error" : "")]
            .join(" | ")
        ),
      ),
    ].sort(),
  );
});

Deno.test("docs/configuration.md: every member is in an example", () => {
  const used = new Set(
    EXAMPLES.flatMap(({ text }) => paths(object(MEMBERS), JSON.parse(text))),
  );

  assertEquals(
    members(MEMBERS).map(({ path }) => path).filter((path) => !used.has(path)),
    [],
  );
});

/** What the checker refuses by the table, the schema must refuse as well. */
const REFUSED: readonly unknown[] = [
  {},
  [],
  { issuer: "" },
  { issuer: "https://a", isuer: 1 },
  { issuer: "https://a", listen: { port: 65_536 } },
  { issuer: "https://a", listen: { port: "8080" } },
  { issuer: "https://a", listen: { tls: { cert: "x" } } },
  { issuer: "https://a", storage: "mysql://a" },
  { issuer: "https://a", signing: { alg: "none" } },
  { issuer: "https://a", multipleResources: "yes" },
  { issuer: "https://a", limits: { failures: true } },
  { issuer: "https://a", clients: [{}] },
  { issuer: "https://a", clients: [{ client_id: "a", x: 1 }] },
  { issuer: "https://a", clients: {} },
  { issuer: "https://a", trustedIssuers: [] },
  { issuer: "https://a", trustedIssuers: { rules: [{ audience: "a" }] } },
  { issuer: "https://a", trustedIssuers: { issuers: [{ isuer: "b" }] } },
];

Deno.test("the schema and the check refuse the same", async () => {
  for (const value of REFUSED) {
    const text = JSON.stringify(value);
    const isFine = await parseConfiguration(text, "x", {})
      .then(() => true, () => false);

    assertEquals([isOfSchema(value), isFine], [false, false], text);
  }
});

interface Row {
  readonly path: string;
  readonly what: string;
  readonly usual?: string;
  readonly isRequired?: boolean;
}

function members(all: Members, before = ""): readonly Row[] {
  return Object.entries(all).flatMap(([name, { shape, ...row }]) => {
    const path = before + name;
    return [{ path, ...row }, ...inside(shape, path)];
  });
}

function inside(shape: Shape, path: string): readonly Row[] {
  switch (shape.kind) {
    // One that stands in several places is described once, under its name.
    case "object":
      return members(shape.members, `${shape.name ?? path}.`);
    case "list":
      return inside(shape.items, `${path}[]`);
    case "either":
      return shape.shapes.flatMap((one) => inside(one, path));
    default:
      return [];
  }
}

/** The members that a value has, called as {@linkcode members} does. */
function paths(shape: Shape, value: unknown, path = ""): readonly string[] {
  switch (shape.kind) {
    case "list":
      return !Array.isArray(value)
        ? []
        : value.flatMap((one) => paths(shape.items, one, `${path}[]`));
    case "either":
      return shape.shapes.flatMap((one) => paths(one, value, path));
    case "object": {
      if (typeof value !== "object" || value === null) return [];
      const inside = shape.name ?? path;
      return Object.entries(value).flatMap(([name, one]) => {
        const member = shape.members[name];
        if (member === undefined) return [];
        const at = inside === "" ? name : `${inside}.${name}`;
        return [at, ...paths(member.shape, one, at)];
      });
    }
    default:
      return [];
  }
}
