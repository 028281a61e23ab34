/**
 * A process that writes clients, claims and keys into a SQLite file until it is
 * killed, and says each write once it was acknowledged. Arguments: the file,
 * and a name for what this process writes; its rivals in a race have another.
 *
 * @module
 */

import { sqliteStorage } from "../../src/storage/sqlite.ts";

/** When the claims may be forgotten: not while the test runs. */
export const UNTIL = 4_000_000_000;

/** What was acknowledged. */
export type Acknowledged =
  | { readonly role: "client"; readonly id: string }
  | { readonly role: "claim"; readonly id: string }
  | { readonly role: "key"; readonly version: number; readonly kid: string };

const SIGNAL = new AbortController().signal;

/** Between two writes of keys, of which each is longer than the one before. */
const WRITES_PER_KEY = 10;

async function write(file: string, name: string, round: string) {
  const { clients, replays, keys } = await sqliteStorage({ file });
  for (let n = 0;; n++) {
    const client_id = `${round} ${name} ${n}`;
    await clients.put({ client_id, grant_types: [] });
    say({ role: "client", id: client_id });

    // The same for every process of the round: only one may get it.
    const id = `${round} ${n}`;
    if (await replays.claim(id, UNTIL, SIGNAL)) say({ role: "claim", id });

    if (n % WRITES_PER_KEY !== 0) continue;
    const { version, keys: before } = await keys.read(SIGNAL);
    const next = {
      version: version + 1,
      keys: [...before, {
        kid: client_id,
        alg: "EdDSA",
        created_at: n,
        public_jwk: {},
        private_jwk: {},
      }],
    };
    if (!await keys.replace(next, SIGNAL)) continue;
    say({ role: "key", version: next.version, kid: client_id });
  }
}

/** Written before the next step: the pipe keeps it when the process is gone. */
function say(what: Acknowledged): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(what)}\n`));
}

if (import.meta.main) {
  const [file = "", name = "", round = ""] = Deno.args;
  await write(file, name, round);
}
