// oidc-provider, as its documentation says; it says its port. It stores secrets
// as they are.
import Provider from "oidc-provider";
import { AUDIENCE, ISSUER } from "../floor.ts";
import { ARGUMENTS } from "./arguments.ts";
import { listen } from "./node_form.ts";
import { CLIENT_ID, SCOPE, TOKEN_SECONDS } from "./peer_client.ts";

// What it warns of is meant for production; the first line is the port.
console.info = () => {};
console.warn = () => {};

const { alg, key, secret, client } = ARGUMENTS;
const credential = secret === "private_key_jwt"
  ? {
    token_endpoint_auth_method: "private_key_jwt",
    token_endpoint_auth_signing_alg: "EdDSA",
    jwks: { keys: [client.jwk] },
  }
  : {
    token_endpoint_auth_method: "client_secret_post",
    client_secret: client.secret,
  };

const provider = new Provider(ISSUER, {
  jwks: { keys: [{ ...key, use: "sig", alg, kid: "A".repeat(43) }] },
  clients: [{
    ...credential,
    client_id: CLIENT_ID,
    grant_types: ["client_credentials"],
    response_types: [],
    redirect_uris: [],
    id_token_signed_response_alg: alg,
  }],
  scopes: [SCOPE],
  ttl: { ClientCredentials: TOKEN_SECONDS },
  clientAuthMethods: ["client_secret_post", "private_key_jwt"],
  enabledJWA: {
    clientAuthSigningAlgValues: ["EdDSA"],
    idTokenSigningAlgValues: [alg],
  },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => AUDIENCE,
      getResourceServerInfo: () => ({
        scope: SCOPE,
        audience: AUDIENCE,
        accessTokenFormat: "jwt",
        accessTokenTTL: TOKEN_SECONDS,
        jwt: { sign: { alg } },
      }),
    },
  },
});
provider.on("server_error", (_context: unknown, error: Error) => {
  console.error(error);
});
listen(provider.callback());
