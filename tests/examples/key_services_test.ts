// The examples that sign with a key service, each against one that speaks as
// the real one does: a token, a service that is down, and one that is back.

import { assertEquals } from "@std/assert";
import { AwsClient } from "aws4fetch";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { publicJwkFromPem } from "@mintmark/oauth";
import {
  awsKms,
  googleKms,
  KEY,
  type KeyService,
  PUBLIC_KEY,
  startService,
  VAULT_TOKEN,
  vaultTransit,
} from "./key_services.ts";
import { freePort, Program } from "./program.ts";
import { type Obtained, testOn } from "./project.ts";
import { CREDENTIALS } from "./sigv4.ts";

const deno: Obtained<string> = { value: Deno.execPath() };

const CLIENTS = JSON.stringify([{
  client_id: "test-client",
  client_secrets: [{
    hash: "$2a$10$IxMdI6d.LIRZPpSfEwNoeu4rY3FhDREsxFJXikcgdRRAStxUlsuEO",
  }],
  grant_types: ["client_credentials"],
}]);

/** An example, and what its service is like. */
interface Example {
  readonly answer: Parameters<typeof startService>[0];
  /** The ways in which it is down; one that hangs takes four seconds. */
  readonly down: readonly KeyService["state"][];
  /** What the example is told of it. */
  readonly env: (origin: string) => Readonly<Record<string, string>>;
}

const EXAMPLES: Readonly<Record<string, Example>> = {
  "kms_signer.ts": {
    answer: awsKms,
    down: ["failing", "hanging"],
    env: (origin) => ({
      KMS_URL: `${origin}/`,
      AWS_REGION: CREDENTIALS.region,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_SESSION_TOKEN: CREDENTIALS.sessionToken,
    }),
  },
  "google_kms_signer.ts": {
    answer: googleKms,
    down: ["failing"],
    env: (origin) => ({
      KMS_URL: origin,
      GCE_METADATA_HOST: new URL(origin).host,
    }),
  },
  "vault_signer.ts": {
    answer: vaultTransit,
    down: ["failing"],
    env: (origin) => ({ VAULT_ADDR: origin, VAULT_TOKEN }),
  },
};

for (const [file, { answer, env, down }] of Object.entries(EXAMPLES)) {
  testOn(
    `examples/${file}: a token signed by the service, 503 while it is down, and a token when it is back`,
    deno,
    async (command, directory) => {
      await using service = startService(answer);
      const port = freePort();
      const origin = `http://localhost:${port}`;
      await using _program = await Program.start({
        command,
        args: ["run", "--allow-net", "--allow-env", file],
        cwd: directory,
        env: {
          ...env(service.origin),
          KMS_KEY: KEY,
          KMS_PUBLIC_KEY: PUBLIC_KEY,
          CLIENTS,
          PORT: String(port),
        },
      });
      await verifiedToken(origin, service);
      for (const state of down) {
        service.state = state;
        service.asked = 0;
        await unavailable(origin);
        assertEquals(service.asked, 2);
        service.state = "up";
        await verifiedToken(origin, service);
      }
    },
  );
}

Deno.test("the AWS KMS of these tests refuses what is signed with another secret, for another region or for other bytes", async () => {
  await using service = startService(awsKms);
  const { sessionToken: _, ...known } = CREDENTIALS;
  const wrong = [
    { ...CREDENTIALS, secretAccessKey: "guessed" },
    { ...CREDENTIALS, accessKeyId: "AKIDOTHER" },
    { ...CREDENTIALS, region: "us-east-1" },
    known,
  ];
  const init = {
    method: "POST",
    headers: { "x-amz-target": "TrentService.Sign" },
    body: "{}",
  };
  for (const credentials of wrong) {
    const client = new AwsClient({
      ...credentials,
      service: "kms",
      retries: 0,
    });
    const { status } = await client.fetch(service.origin, init);
    assertEquals(status, 400);
  }
  const client = new AwsClient({ ...CREDENTIALS, service: "kms" });
  const signed = await client.sign(service.origin, init);
  const changed = new Request(signed, { body: "{ }" });
  assertEquals((await fetch(changed)).status, 400);
  const complaints = service.complaints.map((text) => text.split("\n")[0]);
  assertEquals(complaints.length, 5, complaints.join());
});

function ask(issuer: string): Promise<Response> {
  return fetch(`${issuer}/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: "test-client",
      client_secret: "foobar",
    }),
  });
}

async function verifiedToken(
  issuer: string,
  { complaints }: KeyService,
): Promise<void> {
  const response = await ask(issuer);
  const { access_token } = await response.json();
  assertEquals([response.status, complaints], [200, []]);
  const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));
  const { payload, protectedHeader } = await jwtVerify(access_token, keys, {
    issuer,
    typ: "at+jwt",
  });
  const { kid } = await publicJwkFromPem("ES256", PUBLIC_KEY);
  assertEquals(
    [payload.sub, protectedHeader.alg, protectedHeader.kid],
    ["test-client", "ES256", kid],
  );
}

async function unavailable(issuer: string): Promise<void> {
  const response = await ask(issuer);
  const { error } = await response.json();
  assertEquals([response.status, error], [503, "temporarily_unavailable"]);
  assertEquals(response.headers.has("retry-after"), true);
}
