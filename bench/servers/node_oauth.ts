// @node-oauth/oauth2-server, in Express, as its documentation says; it says its port. Its
// model keeps nothing: a token is a JWT, as ours is.
import OAuth2Server from "@node-oauth/oauth2-server";
// @ts-types="@types/express"
import express from "express";
import { listen } from "./node_form.ts";
import {
  CLIENT_ID,
  isSecret,
  SCOPE,
  signedToken,
  TOKEN_SECONDS,
} from "./peer_client.ts";

const client = { id: CLIENT_ID, grants: ["client_credentials"] };
const user = { id: CLIENT_ID };

const oauth = new OAuth2Server({
  accessTokenLifetime: TOKEN_SECONDS,
  model: {
    getClient: async (id: string, secret: string) =>
      id === CLIENT_ID && await isSecret(secret) ? client : null,
    getUserFromClient: () => Promise.resolve(user),
    validateScope: (_user: unknown, _client: unknown, scope?: string[]) =>
      Promise.resolve(scope?.every((value) => value === SCOPE) ? scope : false),
    generateAccessToken: () => signedToken(),
    saveToken: (token: OAuth2Server.Token) =>
      Promise.resolve({ ...token, client, user }),
    getAccessToken: () => Promise.resolve(null),
  },
});

const app = express();
app.use(express.urlencoded({ extended: false }));
app.post("/token", async (request, response) => {
  const answer = new OAuth2Server.Response(response);
  try {
    await oauth.token(new OAuth2Server.Request(request), answer);
  } catch {
    // The answer says what it was.
  }
  response.set(answer.headers).status(answer.status ?? 500).send(answer.body);
});
listen(app);
