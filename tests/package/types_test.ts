import { IS_FULL } from "../scale.ts";
import { copyInto, packedProject, run } from "./packed_project.ts";

const CORE = ["types_consumer.ts"];
const EVERYTHING = [
  ...CORE,
  "types_consumer_entries.ts",
  "types_consumer_commonjs.cts",
];

const NODENEXT = { module: "NodeNext", moduleResolution: "NodeNext" };
const BUNDLER = { module: "ESNext", moduleResolution: "Bundler" };

/** The compilers, and the directories that they are installed in. */
const COMPILERS = {
  "TypeScript 7": "typescript-7",
  "TypeScript 5.9": "typescript-5",
};

const PROJECTS = [
  {
    name: "nodenext with the types of Node",
    options: { ...NODENEXT, lib: ["ES2023"], types: ["node"] },
    files: EVERYTHING,
  },
  {
    name: "nodenext with the types of Node and the DOM",
    options: { ...NODENEXT, lib: ["ES2023", "DOM"], types: ["node"] },
    files: EVERYTHING,
  },
  {
    name: "nodenext with the types of the DOM alone",
    options: { ...NODENEXT, lib: ["ES2023", "DOM"], types: [] },
    files: CORE,
  },
  {
    name: "bundler with the types of Node",
    options: { ...BUNDLER, lib: ["ES2023"], types: ["node"] },
    files: EVERYTHING.filter((file) => file.endsWith(".ts")),
  },
  {
    name: "bundler with the types of the DOM alone",
    options: { ...BUNDLER, lib: ["ES2023", "DOM"], types: [] },
    files: CORE,
  },
  {
    name: "bundler with the types of Cloudflare Workers",
    options: {
      ...BUNDLER,
      lib: ["ES2023"],
      types: ["@cloudflare/workers-types"],
    },
    files: CORE,
  },
];

Deno.test({
  name: "types of the packed package",
  // It takes the compilers and their types from npm.
  ignore: !IS_FULL,
}, async (t) => {
  await using project = await packedProject(
    "typescript-7@npm:typescript@7.0.2",
    "typescript-5@npm:typescript@5.9.3",
    "@types/node@22.20.5",
    "@cloudflare/workers-types@5.20261117.1",
  );
  const { directory } = project;
  await copyInto(project, "types_consumer.ts");
  await copyInto(project, "types_consumer_entries.ts");
  await Deno.writeTextFile(
    `${directory}/types_consumer_commonjs.cts`,
    `import { createAuthorizationServer } from "@mintmark/oauth";
     import { serve } from "@mintmark/oauth/node";
     // @ts-expect-error Options are missing.
     serve(createAuthorizationServer(), { port: 0 });`,
  );
  for (const [compiler, path] of Object.entries(COMPILERS)) {
    for (const { name, options, files } of PROJECTS) {
      await t.step(`${compiler}: ${name}`, async () => {
        await Deno.writeTextFile(
          `${directory}/tsconfig.json`,
          JSON.stringify({
            compilerOptions: {
              ...options,
              target: "ES2023",
              strict: true,
              skipLibCheck: false,
              noEmit: true,
            },
            files,
          }),
        );
        await run(directory, "node", `node_modules/${path}/bin/tsc`);
      });
    }
  }
});
