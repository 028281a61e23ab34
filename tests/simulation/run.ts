/**
 * One run: instances that issue, resource servers that verify, an operator that
 * revokes, replaces and adds keys, changes the algorithm and restarts things,
 * and a referee.
 *
 * @module
 */

import { Issuer, type Token } from "./issuer.ts";
import { SimulatedStore } from "./simulated_store.ts";
import { type FetchedKeys, Verifier } from "./verifier.ts";
import { type Fault, type World, worldOf } from "./world.ts";

/** What came out of a run. */
export interface Outcome {
  /** What must not happen. */
  readonly violations: readonly string[];
  /** How many tokens were issued. */
  readonly issued: number;
  /** How many were accepted. */
  readonly accepted: number;
  /** How many were refused, rightly. */
  readonly refused: number;
  /** How many requests were answered with 503. */
  readonly unavailable: number;
  /** How many keys signed. */
  readonly signing: number;
  /** How many were revoked. */
  readonly revoked: number;
  /** How many were replaced before their time. */
  readonly rotated: number;
  /** How many were added by the operator. */
  readonly added: number;
}

/** What the policy of a new version may have. */
const ALGORITHMS = [
  ["EdDSA"],
  ["ES256"],
  ["EdDSA", "ES256"],
  ["RS256"],
] as const;

/** How many tokens of each kind a resource server is shown at a time. */
const SHOWN = 4;

/**
 * Runs one world to its end.
 *
 * @param seed Which one.
 * @param fault What is wrong in it.
 * @returns What came out.
 */
export async function run(
  seed: number,
  fault: Fault = (rotation) => rotation,
): Promise<Outcome> {
  const world = worldOf(seed, fault);
  const { time, duration } = world;
  const violations: string[] = [];
  const counts = { issued: 0, accepted: 0, refused: 0 };
  const store = new SimulatedStore(world);
  const issuers = Array.from(
    { length: world.issuers },
    (_, i) => new Issuer(world, store, `i${i}`),
  );
  let tokens: Token[] = [];
  const signing = new Set<string>();

  const violation = (text: string) =>
    void violations.push(`seed ${seed} at ${time.now.toFixed(1)}: ${text}`);

  async function issue(issuer: Issuer): Promise<void> {
    const token = await issuer.token();
    if (token === undefined) return;
    counts.issued++;
    signing.add(token.kid);
    tokens.push(token);
    if (!store.writtenAt.has(token.kid)) {
      violation(`${token.kid} signs and is in no store`);
    }
    const revokedAt = store.revokedAt.get(token.kid) ?? Infinity;
    if (time.now > revokedAt + revocationSeconds(world, issuer, revokedAt)) {
      violation(`${token.kid} still signs`);
    }
  }

  async function verify(verifier: Verifier): Promise<void> {
    const keys = await verifier.keys();
    if (keys === undefined) return;
    // Now and then: to look at all of them costs more than all else.
    if (world.chance.happens(0.1)) tokens = tokens.filter(isFresh);
    const shown = [
      ...tokens.slice(0, SHOWN),
      ...tokens.slice(-SHOWN),
      ...tokens.slice(world.chance.integer(0, tokens.length)).slice(0, SHOWN),
    ];
    for (const token of shown) {
      if (verifier.isAlive(token)) referee(token, keys);
    }
  }

  /** Alive for whoever's clock is behind. */
  function isFresh({ exp }: Token): boolean {
    return 1_000_000 + time.now - world.rotation.skewSeconds < exp;
  }

  function referee({ kid }: Token, keys: FetchedKeys): void {
    const revokedAt = store.revokedAt.get(kid);
    const isAccepted = keys.kids.has(kid);
    if (!isAccepted && revokedAt === undefined) {
      return violation(`a token of ${kid}, which is not revoked, is refused`);
    }
    counts[isAccepted ? "accepted" : "refused"]++;
    if (!isAccepted || revokedAt === undefined) return;
    const until = revokedAt +
      revocationSeconds(world, keys.from, revokedAt) +
      world.rotation.maxAgeSeconds + world.slowestSeconds;
    if (time.now > until) violation(`a token of ${kid} is still accepted`);
  }

  for (const issuer of issuers) {
    forever(world, world.requestSeconds, () => issue(issuer));
  }
  for (let i = 0; i < world.verifiers; i++) {
    const verifier = new Verifier(world, issuers);
    forever(world, world.requestSeconds, () => verify(verifier));
  }
  operate(world, store, issuers);
  await time.run(duration);
  const sumOf = (name: "unavailable" | "rotated" | "added") =>
    issuers.reduce((sum, issuer) => sum + issuer[name], 0);
  const unavailable = sumOf("unavailable");
  if (world.isCalm && unavailable > 0) {
    violation(`${unavailable} requests got 503 although nothing has failed`);
  }
  return {
    violations,
    ...counts,
    unavailable,
    signing: signing.size,
    revoked: store.revokedAt.size,
    rotated: sumOf("rotated"),
    added: sumOf("added"),
  };
}

/**
 * How long after a revocation an instance may go on as before: until it reads,
 * for which it has two intervals, or, where the store failed it, until its last one counts no more.
 */
function revocationSeconds(
  { rotation, deadlineSeconds, slowestSeconds }: World,
  issuer: Issuer,
  revokedAt: number,
): number {
  return issuer.failedAt > revokedAt - rotation.refreshSeconds
    ? rotation.horizonSeconds + 2 * slowestSeconds + 2
    : 2 * rotation.refreshSeconds + deadlineSeconds +
      2 * slowestSeconds + 2;
}

/** Does something again and again, the next one whether or not one has ended. */
async function forever(
  { time, chance }: World,
  seconds: number,
  act: () => Promise<void>,
): Promise<void> {
  while (true) {
    // Now and then nobody asks for long.
    await time.sleep(chance.wait(seconds * (chance.happens(0.02) ? 20 : 1)));
    act();
  }
}

/** What happens to a deployment. */
function operate(
  world: World,
  store: SimulatedStore,
  issuers: readonly Issuer[],
): void {
  const { time, chance, duration, rotation, hasOutages } = world;
  const after = async (seconds: number, act: () => void) => {
    await time.sleep(seconds);
    act();
  };
  // Keys are most at risk when they are new.
  store.onKeys = () => {
    if (!chance.happens(0.4)) return;
    after(chance.between(0, rotation.leadSeconds * 2 + 20), () => {
      const issuer = chance.pick(issuers);
      if (chance.happens(0.3)) return void issuer.rotate();
      if (chance.happens(0.1)) return void issuer.add();
      const keys = store.keySet.keys.filter((key) => !key.revoked_at);
      if (keys.length === 0) return;
      // Mostly the one that signs.
      const key = chance.happens(0.7) ? keys.at(-2) : chance.pick(keys);
      issuer.revoke((key ?? keys[0]!).kid);
    });
  };
  for (const issuer of issuers) {
    const restarts = chance.integer(0, 3);
    for (let i = 0; i < restarts; i++) {
      after(chance.between(0, duration), () => issuer.restart());
    }
    const outages = hasOutages ? chance.integer(0, 2) : 0;
    for (let i = 0; i < outages; i++) {
      const seconds = chance.between(0, rotation.leadSeconds * 3);
      after(chance.between(0, duration), () => {
        issuer.cutOffUntil = time.now + seconds;
        issuer.failedAt = time.now + seconds;
      });
    }
  }
  // New versions with other algorithms, on one instance after the other.
  const changes = chance.integer(0, 5);
  for (let i = 0; i < changes; i++) {
    const algs = chance.pick(ALGORITHMS);
    const at = chance.between(rotation.leadSeconds, duration * 0.8);
    for (const issuer of issuers) {
      after(at + chance.between(0, rotation.leadSeconds), () => {
        issuer.rotation = { ...issuer.rotation, algs };
        issuer.restart();
      });
    }
  }
}
