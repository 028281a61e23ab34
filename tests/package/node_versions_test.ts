import { assertEquals, assertMatch } from "@std/assert";
import configuration from "../../deno.json" with { type: "json" };
import { IS_FULL } from "../scale.ts";
import { copyInto, packedProject, run } from "./packed_project.ts";

const PROGRAM = "node_versions_program.mjs";
const SERVING = "node_serving_program.mjs";

Deno.test({
  name: "the packed package on versions of Node",
  // The runtimes' own suite runs on them as well.
  ignore: !IS_FULL,
}, async (t) => {
  await using project = await packedProject(
    configuration.imports.jose.slice("npm:".length),
  );
  await copyInto(project, PROGRAM);
  await copyInto(project, SERVING);
  for (const version of ["22", "24"]) {
    const node = ["--yes", `node@${version}`] as const;
    await t.step(
      `Node ${version}: serves, issues a token that verifies, and ends`,
      async () => {
        const line = await run(project.directory, "npx", ...node, PROGRAM);
        const { version: running, ...happened } = JSON.parse(line);
        assertMatch(running, new RegExp(`^v${version}\\.`));
        assertEquals(happened, {
          status: 200,
          answer: { expires_in: 3600, scope: "", token_type: "bearer" },
          subject: "test-client",
          alg: "EdDSA",
          // Nothing of hashing on the event loop: there was a worker.
          events: ["ephemeral_signer", "issued"],
          isSameForCommonJs: true,
          warnings: [],
        });
      },
    );
    await t.step(
      `Node ${version}: serves without what fetch is made of`,
      async () => {
        const line = await run(project.directory, "npx", ...node, SERVING);
        const expected = { status: 200, loaded: false, found: true };
        assertEquals(JSON.parse(line), expected);
      },
    );
  }
});
