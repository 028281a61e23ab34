// @jmondi/oauth2-server, in Express, as its documentation says; it says its port. Its
// repositories keep nothing: a token is a JWT, as ours is.
import {
  AuthorizationServer,
  DateInterval,
  generateRandomToken,
  type JwtInterface,
  type OAuthClient,
  type OAuthScope,
} from "@jmondi/oauth2-server";
import {
  handleExpressError,
  handleExpressResponse,
  requestFromExpress,
} from "@jmondi/oauth2-server/express";
// @ts-types="@types/express"
import express from "express";
import { AUDIENCE, ISSUER } from "../floor.ts";
import { listen } from "./node_form.ts";
import {
  CLIENT_ID,
  isSecret,
  SCOPE,
  signedToken,
  TOKEN_SECONDS,
} from "./peer_client.ts";

const scope: OAuthScope = { name: SCOPE };
const client: OAuthClient = {
  id: CLIENT_ID,
  name: CLIENT_ID,
  secret: "checked by the repository",
  redirectUris: [],
  allowedGrants: ["client_credentials"],
  scopes: [scope],
};
const jwt: JwtInterface = {
  sign: (claims) =>
    signedToken({
      ...claims as Record<string, unknown>,
      iss: ISSUER,
      sub: CLIENT_ID,
      aud: AUDIENCE,
    }),
  verify: () => Promise.reject(new Error("nothing is verified here")),
  decode: () => null,
};

const oauth = new AuthorizationServer(
  {
    getByIdentifier: () => Promise.resolve(client),
    isClientValid: async (_grant, _client, secret) =>
      secret !== undefined && await isSecret(secret),
  },
  {
    issueToken: (issuedTo, scopes) =>
      Promise.resolve({
        accessToken: generateRandomToken(),
        accessTokenExpiresAt: new Date(),
        client: issuedTo,
        scopes,
      }),
    persist: () => Promise.resolve(),
    issueRefreshToken: (token) => Promise.resolve(token),
    revoke: () => Promise.resolve(),
    isRefreshTokenRevoked: () => Promise.resolve(true),
    getByRefreshToken: () => Promise.reject(new Error("there is none")),
  },
  {
    getAllByIdentifiers: (names) =>
      Promise.resolve(names.includes(SCOPE) ? [scope] : []),
    finalize: (scopes) => Promise.resolve(scopes),
  },
  jwt,
  { issuer: ISSUER },
);
oauth.enableGrantTypes([
  "client_credentials",
  new DateInterval(`${TOKEN_SECONDS}s`),
]);

const app = express();
app.use(express.urlencoded({ extended: false }));
app.post("/token", async (request, response) => {
  try {
    const answer = await oauth.respondToAccessTokenRequest(
      requestFromExpress(request),
    );
    handleExpressResponse(response, answer);
  } catch (error) {
    handleExpressError(error, response);
  }
});
listen(app);
