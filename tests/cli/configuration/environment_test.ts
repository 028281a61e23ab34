import { assertEquals, assertRejects } from "@std/assert";
import { parseConfiguration } from "../../../src/cli/configuration/load_configuration.ts";
import { ConfigurationError } from "../../../src/cli/configuration/problem.ts";

const ENVIRONMENT = {
  ISSUER: "https://as.example.com",
  PORT: "9000",
  OFF: "false",
  PASSWORD: "a$b",
  EMPTY: "",
  NESTED: "${PORT}",
};

const READ: readonly (readonly [unknown, unknown])[] = [
  [{ basePath: "/${PORT}" }, { basePath: "/9000" }],
  [{ listen: { port: "${PORT}" } }, { listen: { port: 9000 } }],
  [{ multipleResources: "${OFF}" }, { multipleResources: false }],
  [{ limits: { failures: "${OFF}" } }, { limits: { failures: false } }],
  [{ clientKeySets: "${OFF}" }, { clientKeySets: false }],
  [
    { storage: "postgres://a:${PASSWORD}@h:${PORT}/d" },
    { storage: "postgres://a:a$b@h:9000/d" },
  ],
  // What the environment has is not read again, and nothing else is special.
  [{ defaultAudience: "${NESTED}" }, { defaultAudience: "${PORT}" }],
  [{ defaultAudience: "$PORT $(PORT)" }, { defaultAudience: "$PORT $(PORT)" }],
];

for (const [written, read] of READ) {
  Deno.test(`environment: ${JSON.stringify(written)}`, async () => {
    const { clients: _, ...values } = await parse(written);

    assertEquals(values, { issuer: ENVIRONMENT.ISSUER, ...read as object });
  });
}

const WRONG: readonly (readonly [unknown, string])[] = [
  [
    { defaultAudience: "${MISSING}" },
    "m.json:1: defaultAudience needs the environment variable MISSING, which is not set",
  ],
  [
    { defaultAudience: "${A} ${ISSUER} ${B}" },
    "m.json:1: defaultAudience needs the environment variables A, B, which are not set",
  ],
  [
    { clients: [{ client_id: "a", client_secrets: [{ secret: "${X}" }] }] },
    "m.json:1: clients[0].client_secrets[0].secret needs the environment variable X, which is not set",
  ],
  [
    { defaultAudience: "${}" },
    "m.json:1: defaultAudience must have the name of a variable between ${ and }",
  ],
  [
    { defaultAudience: "${PORT" },
    "m.json:1: defaultAudience must have the name of a variable between ${ and }",
  ],
  [
    { defaultAudience: "${EMPTY}" },
    "m.json:1: defaultAudience must be a text that is not empty, not an empty text",
  ],
  [
    { listen: { port: "${PASSWORD}" } },
    "m.json:1: listen.port must be an integer from 0 to 65535, not this text",
  ],
  [
    { defaultAudience: "${toString}" },
    "m.json:1: defaultAudience needs the environment variable toString, which is not set",
  ],
];

for (const [written, said] of WRONG) {
  Deno.test(`environment: ${JSON.stringify(written)} is refused`, async () => {
    const { message } = await assertRejects(
      () => parse(written),
      ConfigurationError,
    );

    assertEquals(message, said);
  });
}

function parse(written: unknown) {
  const text = JSON.stringify({ issuer: "${ISSUER}", ...written as object });
  return parseConfiguration(text, "m.json", ENVIRONMENT);
}
