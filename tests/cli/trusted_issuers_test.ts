import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import {
  type ClientKey,
  clientKey,
  signed,
} from "../client_authentication/assertions.ts";
import { claimsOf } from "../fixtures.ts";
import { freePort } from "../program.ts";
import { type KeySetServer, keySetServer } from "../trust/key_set_server.ts";
import { makePlace, type Place } from "./place.ts";
import { recordedIo, run } from "./recorded_io.ts";
import { main } from "../../src/cli/main.ts";

const SUBJECT = "system:serviceaccount:billing:reports";
const API = "https://api.example.com/";
const ACCOUNT = { namespace: "billing", serviceAccount: "reports" };
const MAY = {
  scope: "orders.read",
  resources: [API],
  default_resource: API,
};

/** A cluster on loopback, with metadata and keys. */
interface Cluster extends AsyncDisposable {
  readonly issuer: string;
  readonly host: KeySetServer;
  /** Signs a token of a workload. */
  token(claims: Readonly<Record<string, unknown>>): Promise<string>;
}

async function startCluster(): Promise<Cluster> {
  const key: ClientKey = await clientKey("ES256");
  const host = keySetServer((request) => {
    const { origin, pathname } = new URL(request.url);
    if (pathname === "/keys") {
      return Response.json({ keys: [key.public_jwk] });
    }
    return Response.json({ issuer: origin, jwks_uri: `${origin}/keys` });
  });
  return {
    issuer: host.origin,
    host,
    token: async (claims) => {
      const iat = Math.floor(Date.now() / 1_000);
      return await signed(
        JSON.stringify({ alg: key.alg, kid: key.kid, typ: "JWT" }),
        JSON.stringify({
          iss: host.origin,
          sub: SUBJECT,
          iat,
          exp: iat + 600,
          ...claims,
        }),
        key,
      );
    },
    [Symbol.asyncDispose]: () => host[Symbol.asyncDispose](),
  };
}

/** Serves the configuration of a place, and asks it for tokens. */
async function serving(place: Place, port: number) {
  const io = recordedIo(place);
  const code = main(["serve", "--port", String(port)], io);
  await Promise.race([io.wrote("clients "), code]);
  return {
    async ask(parameters: Readonly<Record<string, string>>) {
      const response = await fetch(`http://localhost:${port}/token`, {
        method: "POST",
        body: new URLSearchParams(parameters),
      });
      const { error, access_token } = await response.json();
      return error ?? claimsOf(access_token);
    },
    async [Symbol.asyncDispose]() {
      io.send("SIGTERM");
      await code;
    },
  };
}

const asGrant = (assertion: string) => ({
  grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
  assertion,
});

const asClient = (client_id: string, client_assertion: string) => ({
  grant_type: "client_credentials",
  client_assertion_type:
    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
  client_id,
  client_assertion,
});

Deno.test("serve: a token of a platform is worth what trustedIssuers says, as a grant and as a client of the file or the storage", async () => {
  await using cluster = await startCluster();
  const port = freePort();
  const issuer = `http://localhost:${port}`;
  const trusted = {
    audience: issuer,
    kubernetes: { issuer: cluster.issuer, ...ACCOUNT },
  };
  await using place = await makePlace({
    issuer,
    storage: "sqlite:./clients.db",
    trustedIssuers: {
      rules: [{ ...trusted, ...MAY, client_id: "by-rule", subject: "{sub}" }],
      issuers: [{ issuer: cluster.issuer }],
    },
    limits: {
      allowPrivateAddress: true,
      failures: false,
      failureMilliseconds: 0,
    },
    clients: [{
      client_id: "of-file",
      grant_types: ["client_credentials"],
      trusted_issuers: [trusted],
      ...MAY,
    }],
  });
  await Deno.writeTextFile(
    join(place.directory, "cluster.json"),
    JSON.stringify(trusted),
  );
  const added = await run(
    [
      ...["client", "add", "stored", "--trusted-issuers", "cluster.json"],
      ...["--default-resource", API],
    ],
    place,
  );
  assertEquals([added.code, added.out], [0, ""]);
  await using service = await serving(place, port);

  const good = await cluster.token({ aud: issuer });
  const granted = await service.ask({ ...asGrant(good), scope: "orders.read" });
  assertEquals(
    [granted.client_id, granted.sub, granted.aud, granted.scope],
    ["by-rule", SUBJECT, API, "orders.read"],
  );
  for (const client_id of ["of-file", "stored"]) {
    const { sub, aud } = await service.ask(asClient(client_id, good));
    assertEquals([sub, aud], [client_id, API]);
  }

  const other = await cluster.token({ aud: issuer, sub: `${SUBJECT}-2` });
  assertEquals(await service.ask(asGrant(other)), "invalid_grant");
  assertEquals(await service.ask(asClient("stored", other)), "invalid_client");
  const elsewhere = await cluster.token({ aud: "https://b.example" });
  assertEquals(await service.ask(asGrant(elsewhere)), "invalid_grant");
});

Deno.test("serve: without trustedIssuers, tokens of platforms let nobody in, and client add says so", async () => {
  await using cluster = await startCluster();
  const port = freePort();
  const issuer = `http://localhost:${port}`;
  await using place = await makePlace({
    issuer,
    storage: "sqlite:./clients.db",
    limits: { allowPrivateAddress: true, failureMilliseconds: 0 },
  });
  await Deno.writeTextFile(
    join(place.directory, "cluster.json"),
    JSON.stringify([{
      audience: issuer,
      kubernetes: { issuer: cluster.issuer, ...ACCOUNT },
    }]),
  );
  const { code, error } = await run(
    ["client", "add", "stored", "--trusted-issuers", "cluster.json"],
    place,
  );
  assertEquals(code, 0);
  assertStringIncludes(error, "once the configuration has trustedIssuers");
  await using service = await serving(place, port);
  const token = await cluster.token({ aud: issuer });

  assertEquals(await service.ask(asGrant(token)), "unsupported_grant_type");
  assertEquals(await service.ask(asClient("stored", token)), "invalid_client");
  assertEquals(cluster.host.asked, []);
});

Deno.test("serve: an issuer of a client record is asked inside of the network only where issuers names it", async () => {
  await using cluster = await startCluster();
  const port = freePort();
  const issuer = `http://localhost:${port}`;
  const configuration = {
    issuer,
    storage: "memory",
    trustedIssuers: {},
    limits: { failureMilliseconds: 0 },
    clients: [{
      client_id: "a",
      grant_types: ["client_credentials"],
      trusted_issuers: [{
        audience: issuer,
        kubernetes: { issuer: cluster.issuer, ...ACCOUNT },
      }],
    }],
  };
  await using place = await makePlace(configuration);
  const token = await cluster.token({ aud: issuer });
  {
    await using service = await serving(place, port);
    assertEquals(await service.ask(asClient("a", token)), "invalid_client");
  }
  assertEquals(cluster.host.asked, []);
  await place.write({
    ...configuration,
    trustedIssuers: {
      issuers: [{
        issuer: cluster.issuer,
        allowPrivateAddress: true,
        allowInsecureLoopback: true,
      }],
    },
  });
  await using service = await serving(place, port);
  assertEquals((await service.ask(asClient("a", token))).sub, "a");
});
