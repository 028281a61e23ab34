/** A disk that gets full, and one that can only be read. @module */

import { assertEquals } from "@std/assert";
import { IS_FULL } from "../scale.ts";
import type { Seen } from "./disk_process.ts";

const PROGRAM = new URL("disk_process.ts", import.meta.url);

/** In namespaces of its own a process may mount, which nobody else sees. */
const OWN_MOUNTS = ["--user", "--map-root-user", "--mount"] as const;

const FULL = "database or disk is full";

const WELL = { disk: "well", secret: 200, assertion: 200, replayed: 401 };

const EXPECTED = [
  WELL,
  { ...WELL, disk: "full", assertion: 503, cause: FULL },
  { disk: "full", opened: false, cause: FULL },
  WELL,
  { disk: "well", opened: true },
  {
    disk: "read-only",
    opened: false,
    cause: "unable to open database file",
  },
] as readonly Seen[];

async function mayMount(): Promise<boolean> {
  if (Deno.build.os !== "linux") return false;
  try {
    const args = [...OWN_MOUNTS, "mount", "-t", "tmpfs", "tmpfs", "/mnt"];
    return (await new Deno.Command("unshare", { args }).output()).success;
  } catch {
    return false;
  }
}

Deno.test({
  name:
    "a full disk: writes fail and say so, reads and tokens go on, and all is well when there is room; a disk that can only be read is refused at the start",
  // Elsewhere full_file_test.ts has to do.
  ignore: !IS_FULL || !await mayMount(),
  fn: async () => {
    const directory = await Deno.makeTempDir({ prefix: "mintmark-disk-" });
    try {
      const { stdout, stderr } = await new Deno.Command("unshare", {
        args: [
          ...OWN_MOUNTS,
          ...[Deno.execPath(), "run", "--quiet", "--allow-all", "--no-check"],
          ...[PROGRAM.href, directory],
        ],
      }).output();
      const text = new TextDecoder();
      assertEquals(text.decode(stderr), "");
      const lines = text.decode(stdout).trim().split("\n");
      assertEquals(lines.map((line) => JSON.parse(line)), EXPECTED);
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  },
});
