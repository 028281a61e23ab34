/**
 * What a rotating ring tells the operator: each state once, and an outage once
 * each time.
 *
 * @module
 */

import type { RefreshContext } from "./key_ring.ts";
import type { KeySnapshot } from "./key_snapshot.ts";

/** Remembers what was said. */
export class KeyRingWarnings {
  #isUnwrappedSaid = false;
  #isOutageSaid = false;
  readonly #unusable = new Set<string>();

  /**
   * A key set was read.
   *
   * @param snapshot What was read.
   * @param context Where warnings go.
   */
  adopted({ keySet, signers }: KeySnapshot, context: RefreshContext): void {
    if (
      !this.#isUnwrappedSaid &&
      keySet.keys.some(({ private_jwk }) => private_jwk !== undefined)
    ) {
      this.#isUnwrappedSaid = true;
      context.warn(
        "unwrapped_keys",
        "Private keys are in the key store in clear: whoever can read it can " +
          "issue tokens. Give createKeyRing() wrappingKeys.",
      );
    }
    for (const [kid, signer] of signers) {
      if ("sign" in signer || this.#unusable.has(kid)) continue;
      this.#unusable.add(kid);
      context.warn(
        "unusable_key",
        `A signing key in the store is not usable here: ${
          messageOf(signer.cause)
        }.`,
        { kid },
      );
    }
    for (const kid of this.#unusable) {
      if (!signers.has(kid)) this.#unusable.delete(kid);
    }
  }

  /**
   * The store failed.
   *
   * @param cause What was thrown.
   * @param snapshot What was read before.
   * @param horizonSeconds How long that counts.
   * @param context Where warnings go.
   */
  failed(
    cause: unknown,
    snapshot: KeySnapshot | undefined,
    horizonSeconds: number,
    context: RefreshContext,
  ): void {
    if (this.#isOutageSaid) return;
    this.#isOutageSaid = true;
    const seconds = snapshot === undefined
      ? 0
      : snapshot.at + horizonSeconds - context.now();
    context.warn(
      "key_store_failed",
      `The signing keys could not be refreshed: ${messageOf(cause)}. ` +
        (seconds > 0
          ? `The keys that were read last are used for at most ${seconds} more seconds.`
          : "Requests are answered with 503 until they can be."),
    );
  }

  /** The store answers again. */
  recovered(): void {
    this.#isOutageSaid = false;
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
