/**
 * The load of the live test.
 *
 * @module
 */

import { assert } from "@std/assert";
import { decodeProtectedHeader } from "jose";
import { POLICY } from "./policy.ts";
import { StrictVerifier } from "./strict_verifier.ts";

/** Requests under way at once, for each process. */
const CLIENTS = 4;

const pause = (seconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, seconds * 1_000));

/** Clients that get tokens, and resource servers that see each of them twice. */
export class Load {
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
