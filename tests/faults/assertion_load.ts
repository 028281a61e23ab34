/**
 * Clients that authenticate with assertions and, where they are refused or
 * even where they are not, present the same one again, as clients do that saw
 * no answer, and thieves.
 *
 * @module
 */

import { type Client, generateClientSecret } from "@mintmark/oauth";
import {
  assertion,
  type ClientKey,
  clientKey,
  formOf,
} from "../client_authentication/assertions.ts";

/** The issuer of every instance. */
export const ISSUER = "https://as.example.com";

/** The deadline of every seam: short, so that tests need not wait for long. */
export const SEAM_MILLISECONDS = 1_000;

/** What private keys are wrapped with in the store. */
export const WRAPPING_KEY = "PtJvSTnnVPXdYdmGs5ciaQuDBWUpBsO_4VIuyRxMSN0";

/** How many clients of each kind ask at once. */
const WORKERS = 4;

/** Between two requests of a worker. */
const PAUSE_MILLISECONDS = 10;

/** How often an assertion is presented. */
const ATTEMPTS = 3;

/** What a request with an assertion, or with a secret, was answered. */
export interface Sample {
  readonly by: "assertion" | "secret";
  /** When it was answered, in milliseconds since the load began. */
  readonly at: number;
  /** How long that took, in milliseconds. */
  readonly took: number;
  readonly status: number;
  readonly retryAfter: string | null;
  /** Whether the same assertion was presented before. */
  readonly isRepeated: boolean;
}

/** What became of an assertion that was presented several times. */
export interface Fate {
  /** How many tokens it got. */
  readonly tokens: number;
  /** Whether it was ever answered with 503. */
  readonly wasUnavailable: boolean;
  /** Whether it was ever refused. */
  readonly wasRefused: boolean;
}

const UNUSED: Fate = { tokens: 0, wasUnavailable: false, wasRefused: false };

const pause = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** Clients at work. */
export class AssertionLoad {
  /** The records of the clients; they are to be stored before the load runs. */
  readonly clients: readonly Client[];
  /** Every answer, in order. */
  readonly samples: Sample[] = [];
  /** What became of each assertion. */
  readonly fates = new Map<string, Fate>();
  readonly #ports: readonly number[];
  readonly #secret: string;
  readonly #key: ClientKey;
  readonly #startedAt = performance.now();
  #isRunning = true;

  private constructor(
    ports: readonly number[],
    clients: readonly Client[],
    secret: string,
    key: ClientKey,
  ) {
    this.#ports = ports;
    this.clients = clients;
    this.#secret = secret;
    this.#key = key;
  }

  /** @param ports The instances, all behind one address. */
  static async over(ports: readonly number[]): Promise<AssertionLoad> {
    const { secret, hash } = generateClientSecret();
    const key = await clientKey("ES256");
    const grant_types = ["client_credentials"];
    const clients = [
      { client_id: "keyed", jwks: { keys: [key.public_jwk] }, grant_types },
      { client_id: "secretive", client_secrets: [{ hash }], grant_types },
    ];
    return new AssertionLoad(ports, clients, secret, key);
  }

  /** Milliseconds since the load was made. */
  get now(): number {
    return performance.now() - this.#startedAt;
  }

  /** Asks until {@linkcode stop}. */
  async run(): Promise<void> {
    const workers = Array.from({ length: WORKERS }, () => [
      this.#work(() => this.#presentNew()),
      this.#work(() => this.#presentSecret()),
    ]);
    await Promise.all([
      ...workers.flat(),
      this.#work(() => this.#presentGranted()),
    ]);
  }

  /** Ends {@linkcode run}. */
  stop(): void {
    this.#isRunning = false;
  }

  /** Waits for a token to be issued from now on. @returns When that was. */
  async nextToken(by: Sample["by"]): Promise<number> {
    const seen = this.samples.length;
    for (;;) {
      const found = this.samples.slice(seen)
        .find((one) => one.by === by && one.status === 200);
      if (found !== undefined) return found.at;
      await pause(PAUSE_MILLISECONDS);
    }
  }

  /** The answers of a time. */
  between(by: Sample["by"], from: number, to: number): readonly Sample[] {
    return this.samples.filter((one) =>
      one.by === by && one.at - one.took >= from && one.at < to
    );
  }

  /** Presents one more assertion of the client, signed now. */
  async #presentNew(): Promise<void> {
    const assertion = await this.#sign();
    // A thief is as quick as the client, and asks another instance.
    await Promise.all([this.#present(assertion), this.#present(assertion)]);
    for (let attempt = 1; attempt < ATTEMPTS; attempt++) {
      await pause(PAUSE_MILLISECONDS);
      await this.#present(assertion, true);
    }
  }

  /** Presents an assertion of before, which has got its token. */
  async #presentGranted(): Promise<void> {
    const granted = [...this.fates].filter(([, { tokens }]) => tokens > 0);
    const one = granted[Math.floor(Math.random() * granted.length)];
    if (one !== undefined) await this.#present(one[0], true);
  }

  async #present(client_assertion: string, isRepeated = false): Promise<void> {
    const form = formOf(client_assertion);
    const status = await this.#ask("assertion", isRepeated, form);
    const fate = this.fates.get(client_assertion) ?? UNUSED;
    this.fates.set(client_assertion, {
      tokens: fate.tokens + (status === 200 ? 1 : 0),
      wasUnavailable: fate.wasUnavailable || status === 503,
      wasRefused: fate.wasRefused || status === 401,
    });
  }

  async #presentSecret(): Promise<void> {
    await this.#ask("secret", false, {
      grant_type: "client_credentials",
      client_id: "secretive",
      client_secret: this.#secret,
    });
  }

  async #ask(
    by: Sample["by"],
    isRepeated: boolean,
    form: Record<string, string>,
  ): Promise<number> {
    const port = this.#ports[Math.floor(Math.random() * this.#ports.length)];
    const startedAt = this.now;
    const response = await fetch(`http://127.0.0.1:${port}/token`, {
      method: "POST",
      body: new URLSearchParams(form),
    });
    await response.body?.cancel();
    const at = this.now;
    this.samples.push({
      by,
      at,
      took: at - startedAt,
      status: response.status,
      retryAfter: response.headers.get("retry-after"),
      isRepeated,
    });
    return response.status;
  }

  #sign(): Promise<string> {
    const iat = Math.floor(Date.now() / 1_000);
    const claims = { aud: ISSUER, iat, exp: iat + 240 };
    return assertion({ claims, key: this.#key });
  }

  async #work(step: () => Promise<void>): Promise<void> {
    while (this.#isRunning) {
      await step();
      await pause(PAUSE_MILLISECONDS);
    }
  }
}
