/**
 * An issuer behind a socket, and a verifier that knows nothing but its name.
 *
 * @module
 */

import { generateSigner, type Signer } from "@mintmark/oauth";
import {
  createVerifier,
  type KeyFetchingOptions,
  type VerifiedClaims,
  type Verifier,
} from "@mintmark/oauth/resource-server";
import { NOW } from "../fixtures.ts";
import { json, KeySetServer } from "./key_set_server.ts";
import { API, token } from "./tokens.ts";

/** The path of the metadata. */
export const METADATA = "/.well-known/oauth-authorization-server";

/** How long the tests let a fetch take, in milliseconds of the real clock. */
const FETCH_MILLISECONDS = 150;

/** Two keys, of which one follows the other. */
export const [FIRST, SECOND]: readonly [Signer, Signer] = await Promise.all([
  generateSigner("EdDSA"),
  generateSigner("EdDSA"),
]);

/** An issuer, its verifier, and a clock for both. */
export class RemoteIssuer implements AsyncDisposable {
  /** Epoch seconds. */
  time = NOW;
  /** Where its documents are. */
  readonly server: KeySetServer;
  /** Verifies its tokens. */
  readonly verifier: Verifier<VerifiedClaims>;

  /** @param fetching How the verifier fetches. */
  constructor(fetching: KeyFetchingOptions = {}) {
    this.server = new KeySetServer(() => Promise.resolve());
    this.publish(FIRST);
    this.verifier = createVerifier({
      issuer: this.server.origin,
      audience: API,
      fetching: { fetchMilliseconds: FETCH_MILLISECONDS, ...fetching },
      now: () => this.time,
    });
  }

  /** Answers with metadata, and a key set of these keys. */
  publish(...signers: readonly Signer[]): void {
    const keys = signers.map(({ publicJwk }) => publicJwk);
    this.server.behaviour = json({
      [METADATA]: this.metadata,
      "/jwks": { keys },
    }, "cache-control: max-age=300\r\n");
  }

  /** What it says of itself. */
  get metadata(): Readonly<Record<string, string>> {
    const { origin } = this.server;
    return { issuer: origin, jwks_uri: `${origin}/jwks` };
  }

  /** What becomes of a token of a key: its subject, or status and reason. */
  async ask(signer: Signer = FIRST): Promise<string> {
    const { alg, kid } = signer;
    const { verify } = this.verifier;
    try {
      return (await verify(await this.#token({ alg, kid }, signer))).sub!;
    } catch (error) {
      const { status, reason } = error as { status: number; reason: string };
      return `${status} ${reason}`;
    }
  }

  /** The same for a token that names any key. */
  async askFor(kid: string): Promise<string> {
    return await this.ask({ ...FIRST, kid });
  }

  /** Ends the server. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }

  async #token(
    header: Readonly<Record<string, unknown>>,
    signer: Signer,
  ): Promise<string> {
    const claims = {
      iss: this.server.origin,
      iat: this.time,
      exp: this.time + 60,
    };
    return await token(claims, header, signer);
  }
}
