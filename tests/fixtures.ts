/**
 * What many tests start from: a server over memory, its events, and a hasher
 * that is fast and counts.
 *
 * @module
 */

import {
  type AuthorizationServer,
  type AuthorizationServerEvent,
  type AuthorizationServerOptions,
  type Client,
  clientCredentials,
  createAuthorizationServer,
  generateSigner,
  memoryStorage,
  type SecretHasher,
  type Signer,
} from "@mintmark/oauth";

/** The issuer of every test server that does not name its own. */
export const ISSUER = "https://as.example.com";

/** The moment at which test servers live, in epoch seconds. */
export const NOW = 1_700_000_000;

/** One key for all: generating costs more than most tests. */
export const SIGNER: Signer = await generateSigner("ES256");

/** A hasher without any cost, for tests that are not about hashing. */
export interface CountingHasher extends SecretHasher {
  /** How many verifications there were. */
  count: number;
}

/** Makes a {@linkcode CountingHasher}; the hash of `x` is `$test$x`. */
export function countingHasher(): CountingHasher {
  return {
    count: 0,
    prefixes: ["$test$"],
    blocksEventLoop: false,
    problem: () => undefined,
    hash: (secret) => Promise.resolve(`$test$${secret}`),
    verify(secret, hash) {
      this.count++;
      return Promise.resolve(hash === `$test$${secret}`);
    },
    needsRehash: () => false,
    close: () => {},
  };
}

/** A client that may do what most tests need; its secret is `foobar`. */
export const CLIENT: Client = {
  client_id: "test-client",
  client_secrets: [{ hash: "$test$foobar" }],
  grant_types: ["client_credentials"],
  scope: "orders.read orders.write",
  resources: ["https://api.example.com/"],
};

/** A server under test with everything that it said. */
export interface TestServer extends AuthorizationServer {
  /** The events so far. */
  readonly events: AuthorizationServerEvent[];
  /** The hasher of the server, unless options named others. */
  readonly hasher: CountingHasher;
}

/** Makes a server over memory whose failures are answered at once. */
export function testServer(
  options: Partial<AuthorizationServerOptions> & {
    readonly clients?: readonly Client[];
  } = {},
): TestServer {
  const { clients = [CLIENT], ...rest } = options;
  const events: AuthorizationServerEvent[] = [];
  const hasher = countingHasher();
  const server = createAuthorizationServer({
    issuer: ISSUER,
    storage: memoryStorage({ clients, now: rest.now ?? (() => NOW) }),
    ...(rest.keys === undefined && { signer: SIGNER }),
    grants: [clientCredentials()],
    hashers: [hasher],
    failureMilliseconds: 0,
    failureBudget: false,
    now: () => NOW,
    onEvent: (event) => void events.push(event),
    ...rest,
  });
  return { ...server, events, hasher };
}

/** The parameters of the simplest token request that succeeds. */
export const GOOD: Readonly<Record<string, string>> = {
  grant_type: "client_credentials",
  client_id: "test-client",
  client_secret: "foobar",
};

/** A form: pairs where a name repeats, a record otherwise, or the bare text. */
export type FormInit =
  | string
  | Readonly<Record<string, string>>
  | readonly (readonly [string, string])[];

/** A token request. */
export function tokenRequest(
  form: FormInit = GOOD,
  headers: Readonly<Record<string, string>> = {},
): Request {
  return new Request(`${ISSUER}/token`, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      ...headers,
    },
    body: typeof form === "string"
      ? form
      : new URLSearchParams(form as Record<string, string>).toString(),
  });
}

/** An answer, read. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  // deno-lint-ignore no-explicit-any -- JSON of any shape is asserted on
  readonly body: any;
}

/** Sends a token request and reads the answer. */
export async function post(
  server: Pick<AuthorizationServer, "handleTokenRequest">,
  form?: FormInit,
  headers?: Readonly<Record<string, string>>,
): Promise<Answered> {
  return await read(
    await server.handleTokenRequest(tokenRequest(form, headers)),
  );
}

/** Reads a response as JSON. */
export async function read(response: Response): Promise<Answered> {
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? undefined : JSON.parse(text),
  };
}

/** HTTP Basic credentials, form-urlencoded as RFC 6749 §2.3.1 asks. */
export function basic(id: string, secret: string): string {
  const encode = (text: string) =>
    encodeURIComponent(text).replaceAll("%20", "+");
  return rawBasic(`${encode(id)}:${encode(secret)}`);
}

/** HTTP Basic credentials as `curl -u` sends them. */
export function rawBasic(userPass: string): string {
  const bytes = new TextEncoder().encode(userPass);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

/** The claims of a JWT, unverified. */
// deno-lint-ignore no-explicit-any -- claims of any shape are asserted on
export function claimsOf(jwt: string): any {
  const payload = jwt.split(".")[1]!.replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(payload), (c) => c.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}
