/**
 * Service accounts of Kubernetes.
 *
 * @module
 */

import type { TrustedIssuer } from "../../trusted_issuer.ts";
import {
  presetIssuer,
  requireMatch,
  type TrustedIssuerPresetOptions,
} from "./preset.ts";

/** Options of {@linkcode kubernetesIssuer}. */
export interface KubernetesIssuerOptions extends TrustedIssuerPresetOptions {
  /**
   * The issuer of the cluster, as `kubectl get --raw
   * /.well-known/openid-configuration` shows it: on EKS, GKE and AKS a public
   * URL, else `https://kubernetes.default.svc.cluster.local`, which is inside
   * of the cluster and needs `allowPrivateAddress`, the CA of the cluster and
   * a token to be asked.
   */
  readonly issuer: string;
  /** The namespace of the service account. */
  readonly namespace: string;
  /**
   * The service account. `*` stands for part of the name: everybody who may
   * make one in the namespace is then let in.
   */
  readonly serviceAccount: string;
  /**
   * Where the keys are, in place of discovery, whose document names the
   * address of the API server: `<issuer>/openid/v1/jwks` on most clusters.
   */
  readonly jwks_uri?: string;
}

/**
 * Trusts the tokens of one service account of a Kubernetes cluster, which pods
 * find in a projected volume (`serviceAccountToken` with `audience` and
 * `expirationSeconds`; an hour where nothing is said).
 *
 * The tokens that every pod has for the API server are not accepted: they are
 * for another audience. Let a projected volume ask for yours.
 *
 * @param options Cluster, namespace, service account and audience.
 * @returns The trusted issuer, as plain JSON.
 * @throws {TypeError} For a wrong option.
 *
 * @example
 * ```ts
 * import { kubernetesIssuer } from "@mintmark/oauth";
 * import { assertEquals } from "@std/assert";
 *
 * const cluster = kubernetesIssuer({
 *   issuer: "https://oidc.eks.eu-west-1.amazonaws.com/id/5C54DDF35ER19312844C7333374CC09D",
 *   audience: "https://as.example.com",
 *   namespace: "billing",
 *   serviceAccount: "reports",
 * });
 * assertEquals(cluster.claims, {
 *   sub: "system:serviceaccount:billing:reports",
 * });
 * ```
 */
export function kubernetesIssuer(
  options: KubernetesIssuerOptions,
): TrustedIssuer {
  const { issuer, namespace, serviceAccount, jwks_uri } = options;
  const check = requireMatch.bind(undefined, "kubernetesIssuer");
  check("issuer", issuer, /^https?:\/\/./, "https://kubernetes.default.svc");
  check("namespace", namespace, /^[a-z0-9-]+$/, "billing");
  check("serviceAccount", serviceAccount, /^[a-z0-9.*-]+$/, "reports");
  return presetIssuer("kubernetesIssuer", options, {
    issuer,
    claims: { sub: `system:serviceaccount:${namespace}:${serviceAccount}` },
    jwks_uri,
    seconds: 3_600,
  });
}
