// Three processes over one store, under load, while keys rotate every few
// seconds; one of them is killed and started again, and one key is revoked.

import { assert, assertEquals } from "@std/assert";
import { decodeProtectedHeader } from "jose";
import { createKeyRing, generateClientSecret } from "@mintmark/oauth";
import { sqliteStorage } from "../../src/storage/sqlite.ts";
import { freePort, Program } from "../program.ts";
import { IS_FULL } from "../scale.ts";
import { POLICY } from "./policy.ts";
import { StrictVerifier } from "./strict_verifier.ts";

const SECONDS = 60;

/** Requests under way at once, for each process. */
const CLIENTS = 4;

const WRAPPING_KEY = "PtJvSTnnVPXdYdmGs5ciaQuDBWUpBsO_4VIuyRxMSN0";

const PROGRAM = new URL("issuing_process.ts", import.meta.url);

const pause = (seconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, seconds * 1_000));

Deno.test({
  name:
    `three processes, one store, a key every ${POLICY.signingSeconds} seconds: no token is refused`,
  ignore: !IS_FULL,
  fn: async () => {
    const directory = await Deno.makeTempDir();
    const file = `${directory}/keys.db`;
    const { secret, hash } = generateClientSecret();
    const ports = [freePort(), freePort(), freePort()];
    const start = (port: number) =>
      new Program(Deno.execPath(), [
        "run",
        "--quiet",
        "--allow-all",
        "--no-check",
        PROGRAM.href,
        ...[String(port), file, hash, WRAPPING_KEY],
      ]);
    const programs = ports.map(start);
    const storage = await sqliteStorage({ file });
    try {
      for (const [i, port] of ports.entries()) {
        await programs[i]!.listensOn(port);
      }
      const revokedAt = new Map<string, number>();
      const load = new Load(ports, secret, revokedAt);
      const loaded = load.run(SECONDS);

      await pause(SECONDS / 3);
      programs[2]!.signal("SIGKILL");
      await programs[2]!.ended();
      await pause(2);
      programs[2] = start(ports[2]!);

      await pause(SECONDS / 3);
      const kid = load.newestKid;
      revokedAt.set(kid, Date.now());
      await createKeyRing({
        store: storage.keys,
        policy: POLICY,
        wrappingKeys: [WRAPPING_KEY],
      }).revokeKey(kid);

      await loaded;
      console.log(load.summary());
      assertEquals(load.refused, []);
      assertEquals(load.unanswered, 0);
      assert(load.kids.size > SECONDS / POLICY.signingSeconds / 2);
      assert(load.refusedRevoked > 0, "the revoked key");
      assert(load.checked > 2_000);
    } finally {
      for (const program of programs) await program[Symbol.asyncDispose]();
      await storage.close();
      await Deno.remove(directory, { recursive: true });
    }
  },
});

/** Clients that get tokens, and resource servers that see each of them twice. */
class Load {
  readonly refused: string[] = [];
  readonly kids = new Set<string>();
  issued = 0;
  checked = 0;
  refusedRevoked = 0;
  unanswered = 0;
  newestKid = "";
  readonly #ports: readonly number[];
  readonly #secret: string;
  readonly #revokedAt: ReadonlyMap<string, number>;
  readonly #verifiers: readonly StrictVerifier[];

  constructor(
    ports: readonly number[],
    secret: string,
    revokedAt: ReadonlyMap<string, number>,
  ) {
    this.#ports = ports;
    this.#secret = secret;
    this.#revokedAt = revokedAt;
    const origins = ports.map((port) => `http://127.0.0.1:${port}`);
    this.#verifiers = ports.map(() => new StrictVerifier(origins));
  }

  async run(seconds: number): Promise<void> {
    const until = Date.now() + seconds * 1_000;
    await Promise.all(
      this.#ports.flatMap((port) =>
        Array.from({ length: CLIENTS }, () => this.#client(port, until))
      ),
    );
  }

  summary(): string {
    return `${this.checked} checks of ${this.issued} tokens by ${this.kids.size} keys: ` +
      `${this.refused.length} refused, ${this.refusedRevoked} of a revoked key`;
  }

  async #client(port: number, until: number): Promise<void> {
    const checks: Promise<void>[] = [];
    while (Date.now() < until) {
      const token = await this.#token(port);
      if (token === undefined) await pause(0.1);
      else checks.push(this.#watch(token));
      await pause(0.02);
    }
    await Promise.all(checks);
  }

  async #token(port: number): Promise<string | undefined> {
    let response: Response;
    try {
      response = await fetch(`http://127.0.0.1:${port}/token`, {
        method: "POST",
        body: new URLSearchParams({
          grant_type: "client_credentials",
          client_id: "live",
          client_secret: this.#secret,
        }),
      });
    } catch {
      return undefined; // The process was killed; its clients try again.
    }
    const { access_token } = await response.json();
    if (response.status !== 200) this.unanswered++;
    else this.issued++;
    return access_token;
  }

  /** At once by everyone, and once more shortly before it expires. */
  async #watch(token: string): Promise<void> {
    const kid = this.newestKid = decodeProtectedHeader(token).kid!;
    this.kids.add(kid);
    for (const verifier of this.#verifiers) await this.#check(verifier, token);
    await pause(POLICY.maxAccessTokenSeconds - 1);
    for (const verifier of this.#verifiers) await this.#check(verifier, token);
  }

  async #check(verifier: StrictVerifier, token: string): Promise<void> {
    const isAccepted = await verifier.verify(token);
    if (isAccepted === undefined) return; // It has expired.
    this.checked++;
    const { kid } = decodeProtectedHeader(token);
    const revokedAt = this.#revokedAt.get(kid!) ?? Infinity;
    if (!isAccepted) {
      if (kid !== undefined && this.#revokedAt.has(kid)) this.refusedRevoked++;
      else this.refused.push(`${kid} at ${new Date().toISOString()}`);
    } else {
      // Two refresh intervals, max-age 2, and a busy machine.
      assert(Date.now() < revokedAt + 10_000, "a revoked key is accepted");
    }
  }
}
