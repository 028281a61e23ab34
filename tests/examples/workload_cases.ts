/** The example of a workload with the token of its platform. @module */

import { assert, assertEquals } from "@std/assert";
import { freePort, Program } from "./program.ts";
import { testOn } from "./project.ts";

testOn(
  "examples/workload_identity.ts: the token of one service account becomes a token, and that of another does not",
  { value: Deno.execPath() },
  async (command, directory) => {
    await using program = await Program.start({
      command,
      args: ["run", "--allow-net", "--allow-env", "workload_identity.ts"],
      cwd: directory,
      env: { PORT: String(freePort()) },
    });
    const { output } = program;
    assert(output.includes("reports: 200, a token\n"), output);
    assert(output.includes("default: 400, invalid_grant\n"), output);
    assertEquals((await program.stop()).success, true, program.output);
  },
);
