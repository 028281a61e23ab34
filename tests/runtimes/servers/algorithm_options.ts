/**
 * Keys of several algorithms, made by the runtime itself.
 *
 * @module
 */

import {
  type AuthorizationServerOptions,
  generatePrivateKey,
  importSigner,
  type Signer,
  type SigningAlgorithm,
} from "@mintmark/oauth";
import { resourceOf } from "./clients.ts";

/**
 * The options that say what signs.
 *
 * @param signer What signs where nothing else is asked for.
 * @param algs Further algorithms, space separated; tokens for a resource that
 * is named after one are signed with it.
 * @returns The options.
 */
export async function algorithmOptions(
  signer: Signer,
  algs: string,
): Promise<Pick<AuthorizationServerOptions, "signer" | "keys" | "resources">> {
  if (algs === "") return { signer };
  const names = algs.split(" ") as readonly SigningAlgorithm[];
  const others = await Promise.all(names.map(async (alg) => {
    const { private_jwk } = await generatePrivateKey(alg);
    return await importSigner(alg, private_jwk);
  }));
  const signers = [signer, ...others];
  return {
    keys: {
      signer: (_now, alg = signer.alg) =>
        signers.find((signer) => signer.alg === alg)!,
      published: () => ({
        keys: signers.map(({ publicJwk }) => publicJwk),
        maxAge: 60,
      }),
    },
    resources: names.map((alg) => ({ resource: resourceOf(alg), alg })),
  };
}
