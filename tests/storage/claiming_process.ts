/**
 * A process that opens a storage, and claims what others claim at once, from
 * the moment that it is told to. Arguments: the engine, and where its data is.
 *
 * @module
 */

import { sqliteStorage } from "../../src/storage/sqlite.ts";
import { denoKvStorage } from "../../src/storage/deno_kv.ts";
import type { PersistentStorage } from "../../src/storage/persistent_storage.ts";

const SIGNAL = new AbortController().signal;
const UNTIL = Math.floor(Date.now() / 1000) + 3_600;

/** How many ids there are to claim. */
export const IDS = 100;

/** How many versions of the key set there are to write. */
export const VERSIONS = 20;

/** What a process got. */
export interface Won {
  readonly ids: readonly number[];
  readonly versions: readonly number[];
}

const ENGINES: Readonly<
  Record<string, (place: string) => Promise<PersistentStorage>>
> = {
  sqlite: (file) => sqliteStorage({ file }),
  kv: async (file) => denoKvStorage({ kv: await Deno.openKv(file) }),
  async postgres(place) {
    const { DRIVERS } = await import("./postgres_handles.ts");
    const { postgresStorage } = await import("../../src/storage/postgres.ts");
    const [url = "", schema = ""] = place.split(" ");
    const client = DRIVERS["postgres"]!.open(url);
    return await postgresStorage({ client, schema });
  },
  async redis(place) {
    const { DRIVERS } = await import("./redis_handles.ts");
    const { redisStorage } = await import("../../src/storage/redis.ts");
    const [url = "", prefix = ""] = place.split(" ");
    const { client } = await DRIVERS["@redis/client"]!.open(url);
    return await redisStorage({ client, prefix, onWarning: () => {} });
  },
};

async function claimAll({ replays, keys }: PersistentStorage): Promise<Won> {
  const ids: number[] = [];
  for (let id = 0; id < IDS; id++) {
    if (await replays.claim(`id ${id}`, UNTIL, SIGNAL)) ids.push(id);
  }
  const versions: number[] = [];
  for (let version = 1; version <= VERSIONS; version++) {
    const isWritten = await keys.replace({ version, keys: [] }, SIGNAL);
    if (isWritten) versions.push(version);
    else if ((await keys.read(SIGNAL)).version < version) version--;
  }
  return { ids, versions };
}

if (import.meta.main) {
  const [engine = "", place = ""] = Deno.args;
  const storage = await ENGINES[engine]!(place);
  console.log("ready");
  await Deno.stdin.read(new Uint8Array(1));
  console.log(JSON.stringify(await claimAll(storage)));
  Deno.exit();
}
