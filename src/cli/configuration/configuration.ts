/**
 * The configuration once it was checked.
 *
 * @module
 */

import type { AuthorizationServerOptions } from "../../authorization_server_options.ts";
import type { Client } from "../../client.ts";
import type { SigningAlgorithm } from "../../keys/algorithms.ts";
import type { KeyRotationPolicy } from "../../keys/key_rotation.ts";
import type { ClientKeySetOptions } from "../../trust/key_set_options.ts";
import type { Path } from "./problem.ts";
import type { TrustedIssuersConfiguration } from "./trusted_issuers.ts";

/** The options of the server that the file has under their own names. */
export const SAME_NAMES = [
  "issuer",
  "allowInsecureIssuer",
  "basePath",
  "defaultAudience",
  "resourceMatching",
  "multipleResources",
  "scopeMatching",
  "clientAuthenticationMethods",
  "clientAssertions",
  "basicCredentials",
  "verifiedSecrets",
  "maxWaitingFailures",
  "seamMilliseconds",
  "bodyMilliseconds",
  "maxBodyBytes",
  "emptyScope",
  "authorizationEndpoint",
  "cors",
] as const satisfies readonly (keyof AuthorizationServerOptions)[];

/** Which events are written. */
export type LoggedEvents = "all" | "problems" | "none";

/** A configuration: what `members.ts` describes, clients with hashes alone. */
export interface Configuration
  extends Pick<AuthorizationServerOptions, (typeof SAME_NAMES)[number]> {
  /** Where to listen. */
  readonly listen?: {
    readonly hostname?: string;
    readonly port?: number;
    readonly tls?: { readonly cert: string; readonly key: string };
    readonly drainMilliseconds?: number;
  };
  /** The URL of the storage. */
  readonly storage?: string;
  /** What signs. */
  readonly signing?: {
    readonly alg?: SigningAlgorithm;
    readonly rotation?: Omit<
      KeyRotationPolicy,
      "algs" | "maxAccessTokenSeconds"
    >;
    readonly key?: string;
  };
  /** What encrypts stored keys. */
  readonly wrappingKeys?: readonly string[];
  /** How long tokens live. */
  readonly accessToken?: {
    readonly seconds?: number;
    readonly maxSeconds?: number;
    readonly reuseSeconds?: number;
  };
  /** What tokens may be for. */
  readonly resources?: readonly {
    readonly resource: string;
    readonly scope?: string;
    readonly seconds?: number;
    readonly alg?: SigningAlgorithm;
  }[];
  /** The clients of the file. */
  readonly clients?: readonly Client[];
  /** How key sets of clients are fetched. */
  readonly clientKeySets?:
    | false
    | Omit<ClientKeySetOptions, "fetch" | "resolve" | "onFailure">;
  /** Whose tokens count in the place of a secret. */
  readonly trustedIssuers?: TrustedIssuersConfiguration;
  /** What is borne and allowed. */
  readonly limits?: {
    readonly failures?: Exclude<
      AuthorizationServerOptions["failureBudget"],
      undefined
    >;
    readonly failureMilliseconds?: number;
    readonly allowPrivateAddress?: boolean;
  };
  /** The proxies in front. */
  readonly proxies?: {
    readonly trusted?: readonly string[];
    readonly forwardedHeader?: "x-forwarded-for" | "forwarded";
    readonly addressHeader?: string;
  };
  /** What is logged. */
  readonly log?: {
    readonly events?: LoggedEvents;
    readonly format?: "json" | "pretty";
  };
  /** Where Prometheus asks. */
  readonly metrics?: { readonly hostname?: string; readonly port: number };
  /** The probes beside the endpoints. */
  readonly health?: false | { readonly unreadyMilliseconds?: number };
}

/** A configuration, and where it comes from. */
export interface LoadedConfiguration {
  /** The file as it was named; absent where there is none. */
  readonly file?: string;
  /** What relative paths in it start from. */
  readonly directory: string;
  /** What it says. */
  readonly values: Configuration;
  /** The line of a part, or of the nearest that it is in; absent = no file. */
  readonly lineOf?: (path: Path) => number;
}

/** The file that is read where nobody names another. */
export const USUAL_FILE = "mintmark.json";

/** The storage where the configuration names none. */
export const USUAL_STORAGE = "sqlite:./mintmark.db";

/** The port where the configuration names none. */
export const USUAL_PORT = 8080;
