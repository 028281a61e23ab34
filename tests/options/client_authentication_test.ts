import { clientSecretJwt, memoryStorage } from "@mintmark/oauth";
import { assert, assertThrows } from "@std/assert";
import { accepts, refuses, SECRET } from "./construct.ts";

const { clients } = memoryStorage();
const unwrap = (wrapped: string): Promise<string> => Promise.resolve(wrapped);
const WITHOUT = { storage: { clients } };

refuses([
  [
    "clientAuthenticationMethods that are no array",
    { clientAuthenticationMethods: "private_key_jwt" },
    'clientAuthenticationMethods must be an array with at least one entry, not "private_key_jwt"',
  ],
  [
    "clientAuthenticationMethods without a method",
    { clientAuthenticationMethods: [] },
    "clientAuthenticationMethods must be an array with at least one entry, not an array",
  ],
  ...["none", "tls_client_auth", 1, null].map((method) =>
    [
      `the method ${method}`,
      { clientAuthenticationMethods: [method] },
      /^each of clientAuthenticationMethods must be one of client_secret_basic, .*, not /,
    ] as const
  ),
  [
    "client_secret_jwt without an unwrapper",
    { clientAuthenticationMethods: ["client_secret_jwt"] },
    "clientAuthenticationMethods has client_secret_jwt, which needs clientAssertions.clientSecretJwt",
  ],
  [
    "private_key_jwt over a storage without replays",
    { ...WITHOUT, clientAuthenticationMethods: ["private_key_jwt"] },
    "storage must have replays for private_key_jwt: without them an assertion could be used again",
  ],
  [
    "an unwrapper over a storage without replays",
    {
      ...WITHOUT,
      clientAssertions: {
        clientSecretJwt: clientSecretJwt({ dangerouslyUnwrapSecret: unwrap }),
      },
    },
    "storage must have replays for client_secret_jwt: without them an assertion could be used again",
  ],
  ...[{}, null, SECRET, { claim: 1 }].map((replays) =>
    [
      `replays that are ${JSON.stringify(replays)}`,
      { storage: { clients, replays } },
      /^storage.replays must be a ReplayStore, not /,
    ] as const
  ),
  ...[null, 5, SECRET].map((clientAssertions) =>
    [
      `clientAssertions that are ${clientAssertions}`,
      { clientAssertions },
      /^(clientAssertions must be an object|clientAssertions\.)/,
    ] as const
  ).filter(([, { clientAssertions }]) => clientAssertions !== SECRET),
  [
    "an unknown member of clientAssertions",
    { clientAssertions: { maxSecond: 5 } },
    "clientAssertions.maxSecond is not an option",
  ],
  [
    "an audience of one's own",
    { clientAssertions: { audience: "https://as.example.com" } },
    'clientAssertions.audience must be "issuer" or "issuer-or-token-endpoint", not "https://as.example.com"',
  ],
  ...["none", "HS256", "rs256"].map((alg) =>
    [
      `the algorithm ${alg} of assertions`,
      { clientAssertions: { algorithms: ["ES256", alg] } },
      /^each of clientAssertions.algorithms must be one of RS256, /,
    ] as const
  ),
  ...[0, -1, 1.5, 3_601, "300", Infinity].map((maxSeconds) =>
    [
      `maxSeconds of ${maxSeconds}`,
      { clientAssertions: { maxSeconds } },
      /^clientAssertions.maxSeconds must be an integer from 1 to 3600, not /,
    ] as const
  ),
  ...[[null, "null"], [{ fetch }, "an object"], [5, "a number"]].map(
    ([clientKeySets, shown]) =>
      [
        `clientKeySets that are ${shown}`,
        { clientKeySets },
        /^clientKeySets must be what clientKeySets\(\) returns, not /,
      ] as const,
  ),
  ...[[null, "null"], [{ issuers: [] }, "an object"], [[], "an array"]].map(
    ([trustedIssuers, shown]) =>
      [
        `trustedIssuers that are ${shown}`,
        { trustedIssuers },
        /^trustedIssuers must be what trustedIssuers\(\) returns, not /,
      ] as const,
  ),
  [
    "an unwrapper that is a secret",
    { clientAssertions: { clientSecretJwt: SECRET } },
    "clientAssertions.clientSecretJwt must be what clientSecretJwt() returns, not a text",
  ],
]);

accepts([
  ["storage without replays", WITHOUT],
  [
    "secrets alone, without replays",
    {
      ...WITHOUT,
      clientAuthenticationMethods: [
        "client_secret_basic",
        "client_secret_post",
      ],
    },
  ],
  ["private_key_jwt alone", {
    clientAuthenticationMethods: ["private_key_jwt"],
  }],
  ["client_secret_jwt", {
    clientAssertions: {
      clientSecretJwt: clientSecretJwt({ dangerouslyUnwrapSecret: unwrap }),
    },
  }],
  ["strict assertions", {
    clientAssertions: {
      audience: "issuer",
      algorithms: ["PS256", "ES256", "EdDSA"],
      maxSeconds: 3_600,
    },
  }],
]);

Deno.test("clientSecretJwt refuses what cannot unwrap, and does not repeat it", () => {
  const error = assertThrows(
    () => clientSecretJwt({ dangerouslyUnwrapSecret: SECRET as never }),
    TypeError,
    "clientSecretJwt: dangerouslyUnwrapSecret must be a function",
  );
  assert(!error.message.includes(SECRET));
});
