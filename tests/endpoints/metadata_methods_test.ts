import { assertEquals } from "@std/assert";
import { clientSecretJwt, isSupportedAlgorithm } from "@mintmark/oauth";
import { ALGORITHMS } from "../../src/keys/algorithms.ts";
import { read, testServer } from "../fixtures.ts";

Deno.test("RFC 8414 §2: methods and algorithms of assertions are announced where they are offered", async () => {
  const announced = async (
    options: Parameters<typeof testServer>[0],
  ): Promise<unknown> => {
    const request = new Request("https://any.example/");
    const server = testServer(options);
    const { body } = await read(await server.handleMetadataRequest(request));
    return [
      body.token_endpoint_auth_methods_supported,
      body.token_endpoint_auth_signing_alg_values_supported,
    ];
  };
  const secrets = ["client_secret_basic", "client_secret_post"];
  const supported: string[] = [];
  for (const alg of ALGORITHMS.values()) {
    if (await isSupportedAlgorithm(alg.alg)) supported.push(alg.alg);
  }
  assertEquals(await announced({}), [
    [...secrets, "private_key_jwt"],
    supported,
  ]);
  assertEquals(
    await announced({
      clientAuthenticationMethods: ["private_key_jwt"],
      clientAssertions: { algorithms: ["ES256", "EdDSA"] },
    }),
    [["private_key_jwt"], ["ES256", "EdDSA"]],
  );
  assertEquals(
    await announced({
      clientAssertions: {
        algorithms: ["PS256"],
        clientSecretJwt: clientSecretJwt({
          dangerouslyUnwrapSecret: (wrapped) => Promise.resolve(wrapped),
        }),
      },
    }),
    [
      [...secrets, "private_key_jwt", "client_secret_jwt"],
      ["PS256", "HS256", "HS384", "HS512"],
    ],
  );
});
