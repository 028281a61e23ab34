/**
 * The server that every runtime of the suite serves, made of what the
 * environment says.
 *
 * @module
 */

import {
  type AuthorizationServer,
  clientCredentials,
  type ClientStore,
  createAuthorizationServer,
  type FailedEvent,
  type Grant,
  importSigner,
  memoryStorage,
  OAuthError,
  type Policy,
  type SigningAlgorithm,
} from "@mintmark/oauth";
import { algorithmOptions } from "./algorithm_options.ts";
import { CLIENTS } from "./clients.ts";
import { vectorOptions } from "./vector_options.ts";

/** What the harness puts into the environment, or into bindings. */
export interface Settings {
  /** The issuer, with the port that the server will have. */
  readonly ISSUER: string;
  /** The algorithm of the key. */
  readonly SIGNING_ALG: SigningAlgorithm;
  /** The private key, a JWK as JSON. */
  readonly SIGNING_KEY: string;
  /** How long a body may take, in milliseconds. */
  readonly BODY_MILLISECONDS: string;
  /** How long draining may take, in milliseconds. */
  readonly DRAIN_MILLISECONDS: string;
  /** How long the store takes to find the client `slow`, in milliseconds. */
  readonly SLOW_STORE_MILLISECONDS: string;
  /** Algorithms of keys that the server makes itself, space separated. */
  readonly OTHER_ALGS: string;
  /** Issuer, time and clients of test vectors as JSON, or nothing. */
  readonly VECTORS: string;
  /** Options of the failure budget as JSON, or nothing for none. */
  readonly FAILURE_BUDGET: string;
}

/** A server that counts. */
export interface CountingServer extends AuthorizationServer {
  /** How many token requests it has decided. */
  readonly decided: () => number;
}

/** The only origin that browsers may call from. */
export const ORIGIN = "https://app.example.com";

/** What the store, the grant and the policy do for the suite only. */
const clients = memoryStorage({ clients: CLIENTS }).clients;

function storeOf({ SLOW_STORE_MILLISECONDS }: Settings): ClientStore {
  return {
    async get(client_id, signal) {
      if (client_id === "broken-store") throw new Error("the store is broken");
      if (client_id === "slow") await pause(Number(SLOW_STORE_MILLISECONDS));
      return await clients.get(client_id, signal);
    },
  };
}

const voucher: Grant = {
  grant_type: "urn:example:voucher",
  client: "optional",
  entitle({ parameters }) {
    if (parameters.get("voucher") !== "2f8b") {
      throw new OAuthError("invalid_grant", {
        description: "The voucher is not valid.",
        reason: "unknown_voucher",
      });
    }
    return { subject: "device", client_id: "devices" };
  },
};

const policy: Policy = ({ client_id }, { context }) => {
  if (client_id === "policy-denies") return { deny: "denied_by_the_suite" };
  if (client_id === "policy-throws") throw new Error("the policy is broken");
  return { claims: { peer: context.connection.remoteAddress ?? "unknown" } };
};

/**
 * Makes the server.
 *
 * @param settings What the environment says.
 * @returns The server; failures that the suite does not provoke are written
 * to the standard error, which must stay empty.
 */
export async function serverUnderTest(
  settings: Settings,
): Promise<CountingServer> {
  const { ISSUER, SIGNING_ALG, SIGNING_KEY, BODY_MILLISECONDS } = settings;
  const signer = await importSigner(SIGNING_ALG, JSON.parse(SIGNING_KEY));
  let decided = 0;
  const server = createAuthorizationServer({
    issuer: ISSUER,
    storage: { clients: storeOf(settings), replays: memoryStorage().replays },
    ...await algorithmOptions(signer, settings.OTHER_ALGS),
    grants: [clientCredentials(), voucher],
    policy,
    cors: { origins: [ORIGIN] },
    failureMilliseconds: 20,
    // Every case comes from one address, and most of them are refused.
    ...JSON.parse(settings.FAILURE_BUDGET || '{"failureBudget":false}'),
    ...vectorOptions(settings.VECTORS),
    bodyMilliseconds: Number(BODY_MILLISECONDS),
    onEvent(event) {
      if (event.type !== "warning") decided++;
      if (event.type === "failed" && !isProvoked(event)) console.error(event);
    },
  });
  return { ...server, decided: () => decided };
}

function isProvoked({ client_id }: FailedEvent): boolean {
  return client_id === "broken-store" || client_id === "policy-throws";
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
