/**
 * Signers whose key is elsewhere: a KMS, a vault, an HSM behind a network.
 *
 * Why every signature is verified here: a service that has rotated its key, or
 * that was configured with another one, answers as if all were well, and its
 * tokens would be refused everywhere. A verification costs a small part of the
 * way there and back.
 *
 * Why nothing queues: what waits behind a service that is slow makes it no
 * faster. Beyond the bound a request is answered at once that it should try
 * again, and the bound forgets what never came back.
 *
 * @module
 */

import type { JsonWebKey } from "../client.ts";
import { withinDeadline } from "../deadline.ts";
import { ExpiringCount } from "../expiring_count.ts";
import { algorithm, type SigningAlgorithm } from "./algorithms.ts";
import { publicMembers, publishedJwk } from "./public_jwk.ts";
import { requireSoundRsaKey } from "./rsa_modulus.ts";
import type { Signer } from "./signer.ts";
import { thumbprint } from "./thumbprint.ts";
import { verificationKey } from "./verification_key.ts";

/** What a remote signer is made of. */
export interface RemoteSignerOptions {
  /** The algorithm of the key. */
  readonly alg: SigningAlgorithm;
  /** The public key, such as {@linkcode publicJwkFromPem} reads it. */
  readonly publicJwk: JsonWebKey;
  /**
   * The id of the key, as tokens and the JWK Set carry it.
   *
   * @default the `kid` of the public key, else its thumbprint (RFC 7638)
   */
  readonly kid?: string;
  /**
   * Has the service sign.
   *
   * @param data The JWS signing input, not hashed.
   * @param signal Aborted when nobody waits for the answer.
   * @returns The JWS signature; {@linkcode ecdsaSignatureFromDer} makes one of
   * DER.
   */
  readonly sign: (
    data: Uint8Array<ArrayBuffer>,
    signal: AbortSignal,
  ) => Promise<Uint8Array>;
  /**
   * How many signatures may be under way at once.
   *
   * @default 64
   */
  readonly maxInFlight?: number;
  /**
   * How long one attempt may take; there are two. Keep it below half of
   * `seamMilliseconds`, after which the server no longer waits.
   *
   * @default 2000
   */
  readonly timeoutMilliseconds?: number;
}

/**
 * Makes a signer of a key that a service keeps. An attempt that fails, hangs or
 * brings something that the public key does not verify is made a second time.
 * What fails then is answered with 503, and the next request tries again.
 *
 * @param options The key, and how to have it sign.
 * @returns The signer.
 * @throws {TypeError} For an option that is not usable.
 *
 * @example
 * ```ts
 * import { generateSigner, remoteSigner } from "@mintmark/oauth";
 * import { assertEquals } from "@std/assert";
 *
 * const service = await generateSigner("ES256"); // far away
 * const signer = remoteSigner({
 *   alg: "ES256",
 *   publicJwk: service.publicJwk,
 *   sign: (data, signal) => service.sign(data, signal),
 * });
 * assertEquals(signer.kid, service.kid);
 * ```
 */
export function remoteSigner(options: RemoteSignerOptions): Signer {
  const { alg, publicJwk, sign, maxInFlight, timeoutMilliseconds, kid } =
    checked(options);
  const verifier = verificationKey(algorithm(alg), publicJwk);
  const underWay = new ExpiringCount(maxInFlight);

  async function attempt(
    data: Uint8Array<ArrayBuffer>,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const controller = new AbortController();
    const abort = () => controller.abort();
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
    try {
      const work = (async () => await sign(data, controller.signal))();
      const signature = await withinDeadline(work, timeoutMilliseconds, abort);
      if (
        !(signature instanceof Uint8Array) ||
        !await verifier.verify(data, signature)
      ) {
        throw new Error("what came back is no signature of the public key");
      }
      return signature;
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  return Object.freeze({
    alg,
    kid,
    publicJwk: publishedJwk({ ...publicJwk, kid, alg }),
    async sign(data: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
      const leave = underWay.enter(2 * timeoutMilliseconds);
      if (leave === undefined) {
        throw new Error(`${maxInFlight} signatures are under way already`);
      }
      const bytes = data as Uint8Array<ArrayBuffer>;
      try {
        return await attempt(bytes, signal).catch((error) => {
          if (signal.aborted) throw error;
          return attempt(bytes, signal);
        });
      } finally {
        leave();
      }
    },
  });
}

function checked(options: RemoteSignerOptions): Required<RemoteSignerOptions> {
  const { alg, publicJwk, sign } = options;
  const { maxInFlight = 64, timeoutMilliseconds = 2_000 } = options;
  const { kty, crv, keyAlgs } = algorithm(alg);
  if (typeof sign !== "function") {
    throw new TypeError("sign must be a function that has the service sign");
  }
  if (
    publicJwk?.kty !== kty || (crv !== undefined && publicJwk.crv !== crv) ||
    (publicJwk.alg !== undefined && !keyAlgs.includes(publicJwk.alg))
  ) {
    throw new TypeError(`publicJwk must be a public key for ${alg}`);
  }
  if (kty === "RSA") requireSoundRsaKey(publicJwk, "publicJwk");
  for (
    const [name, value] of Object.entries({ maxInFlight, timeoutMilliseconds })
  ) {
    if (!Number.isInteger(value) || value < 1) {
      throw new TypeError(`${name} must be a positive integer, not ${value}`);
    }
  }
  const members = { ...publicMembers(publicJwk), alg };
  const kid = options.kid ?? publicJwk.kid ?? thumbprint(members);
  if (typeof kid !== "string" || kid === "") {
    throw new TypeError("kid must be a text that is not empty");
  }
  return {
    alg,
    publicJwk: members,
    kid,
    sign,
    maxInFlight,
    timeoutMilliseconds,
  };
}
