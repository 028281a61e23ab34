// The verifier in a browser: only in full runs, since Chromium has to be
// fetched from npm.

import { IS_FULL } from "../scale.ts";
import { run } from "./npm.ts";
import { bundleWorker, installPackage, packPackage } from "./package.ts";
import { verifies } from "./verifies.ts";

const CHROMIUM = ["@sparticuz/chromium@147.0.0", "puppeteer-core@24.43.1"];

Deno.test({
  name:
    "runtimes: a page in Chromium verifies tokens, with keys of another origin",
  // The build of Chromium is one for Linux.
  ignore: !IS_FULL || Deno.build.os !== "linux",
  async fn() {
    const directory = await packPackage();
    try {
      await installPackage(directory);
      await run("npm", ["install", "--prefer-offline", ...CHROMIUM], directory);
      await bundleWorker(directory, "verifying");
      await verifies({
        executable: "node",
        args: [`${directory}/browser_program.mjs`],
      });
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  },
});
