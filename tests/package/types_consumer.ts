// A program that uses what the core exports; only its types are checked.
import {
  type AuthorizationServer,
  type AuthorizationServerEvent,
  type AuthorizationServerOptions,
  bcrypt,
  type Client,
  clientCredentials,
  type ClientStore,
  createAuthorizationServer,
  ecdsaSignatureFromDer,
  type GeneratedPrivateKey,
  generatePrivateKey,
  generateSigner,
  type Grant,
  importSigner,
  type KeyRing,
  memoryStorage,
  OAuthError,
  type OAuthErrorCode,
  type Policy,
  type PrivateKey,
  publicJwkFromPem,
  remoteSigner,
  type SecretHasher,
  type Signer,
} from "@mintmark/oauth";

const client: Client = {
  client_id: "reports",
  client_secrets: [{ hash: "$2b$10$…", name: "2026", expires_at: 2e9 }],
  grant_types: ["client_credentials"],
};
const clients: ClientStore = {
  get: (client_id, signal) =>
    Promise.resolve(signal.aborted ? undefined : { ...client, client_id }),
};
const policy: Policy = (authorization, { context, client }) =>
  authorization.scope.includes("orders.write") && client?.method !== "none"
    ? { accessTokenSeconds: 60, claims: { at: context.now } }
    : { deny: "no_writing" };
const voucher: Grant = {
  grant_type: "urn:example:voucher",
  client: "optional",
  entitle(request) {
    if (request.parameters.has("voucher")) return { subject: "device" };
    throw new OAuthError("invalid_grant", {
      description: "There is no voucher.",
      reason: "voucher_missing",
    });
  },
};
const hasher: SecretHasher = bcrypt({ cost: 12 });
const signer: Signer = await generateSigner("EdDSA");
const keys: KeyRing = {
  signer: (now, alg) => now > 0 && alg === undefined ? signer : signer,
  published: () => ({ keys: [signer.publicJwk], maxAge: 300 }),
};
type CryptoKey = Parameters<typeof crypto.subtle.exportKey>[1];
type ExportedJwk = Exclude<
  Awaited<ReturnType<typeof crypto.subtle.exportKey>>,
  ArrayBuffer
>;
const generated = await crypto.subtle.generateKey(
  { name: "ECDSA", namedCurve: "P-256" },
  false,
  ["sign", "verify"],
);
const { privateKey } = await crypto.subtle.generateKey(
  { name: "Ed25519" },
  true,
  ["sign", "verify"],
) as { privateKey: CryptoKey };
const kept: readonly PrivateKey[] = [
  "-----BEGIN…",
  generated,
  privateKey,
  await crypto.subtle.exportKey("jwk", privateKey) as ExportedJwk,
  { kty: "OKP", crv: "Ed25519", x: "", d: "" },
];
export const imported: Promise<Signer> = importSigner("ES256", kept[0] ?? "");
export const remote: Signer = remoteSigner({
  alg: "ES256",
  publicJwk: await publicJwkFromPem("ES256", "-----BEGIN…"),
  async sign(data, signal) {
    const digest = await crypto.subtle.digest("SHA-256", data);
    const request = { method: "POST", body: digest, signal };
    const answer = await fetch("https://kms.example.com/", request);
    const der = new Uint8Array(await answer.arrayBuffer());
    return ecdsaSignatureFromDer(der, "ES256");
  },
});
const { private_jwk }: GeneratedPrivateKey = await generatePrivateKey("PS256");
export const reimported: Promise<Signer> = importSigner("PS256", private_jwk);

const options: AuthorizationServerOptions = {
  issuer: "https://as.example.com",
  storage: { clients },
  keys,
  grants: [clientCredentials(), voucher],
  policy,
  hashers: [hasher],
  onEvent: (event) => void reasonOf(event),
};
const server: AuthorizationServer = createAuthorizationServer(options);
export default server satisfies {
  fetch(request: Request): Promise<Response>;
};

const { handleTokenRequest } = createAuthorizationServer({
  ...options,
  storage: memoryStorage({ clients: [client] }),
});
const response = await handleTokenRequest(
  new Request("https://as.example.com/token"),
);
export const status: number = response.status;

export function reasonOf(event: AuthorizationServerEvent): string {
  switch (event.type) {
    case "issued":
      return event.jti;
    case "refused":
    case "failed":
      return event.reason;
    case "warning":
      return event.message;
  }
}

export function codeOf(error: unknown): OAuthErrorCode | undefined {
  return error instanceof OAuthError ? error.error : undefined;
}

// Had a type been lost on the way, one of these would be allowed.
// @ts-expect-error An issuer is a string.
createAuthorizationServer({ ...options, issuer: 1 });
// @ts-expect-error There is no such algorithm.
generateSigner("HS256");
// @ts-expect-error A date is no key.
importSigner("ES256", new Date());
// @ts-expect-error A client has an id.
export const nameless: Client = {};
