/** A registry that comes from elsewhere works as it is. @module */

import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  type Client,
  generateClientSecret,
  hashClientSecret,
  memoryStorage,
} from "@mintmark/oauth";
import { defaultHashers } from "../../src/secrets/default_hashers.ts";
import { withFakeWorkers } from "./fake_workers.ts";
import { CLIENT, post, testServer } from "../fixtures.ts";

/** The hash of "foobar" in fosite's how-to. */
const FOSITE = "$2a$10$IxMdI6d.LIRZPpSfEwNoeu4rY3FhDREsxFJXikcgdRRAStxUlsuEO";

/** The hash of "password" in the manual of Spring Security. */
const SPRING =
  "{bcrypt}$2a$10$dXJ3SW6G7P50lGmMkkmwe.20cQQubK3.HZWzG3YB1tlRy.fqvM/BG";

/** The hash of "foobar" by `htpasswd -nbB -C 5`. */
const HTPASSWD = "$2y$05$XpzczJA/yv.HcDvOCvg3fu5X3csrxXAGr2BqDyX7h0PoTXpavvMCm";

/** The hash of "secret-1" by Hydra as it is configured by default. */
const HYDRA =
  "$pbkdf2-sha256$i=25000,l=32$9+PhFISYk7T5oPha6LOx0A$BFZRvBe6tSexuJRIgSEbdb9rfeob/PMnnh6BFRyGJMo";

const generated = generateClientSecret();

/** Where the hash is from, the hash, and whether it is called weak. */
const REGISTRY: readonly [string, string, string, boolean][] = [
  ["fosite", FOSITE, "foobar", false],
  ["Spring Security", SPRING, "password", false],
  ["Spring Security, of low cost", `{bcrypt}${HTPASSWD}`, "foobar", true],
  ["htpasswd -B", HTPASSWD, "foobar", true],
  ["Ory Hydra", HYDRA, "secret-1", true],
  ["Mintmark", generated.hash, generated.secret, false],
];

const CLIENTS: readonly Client[] = REGISTRY.map(([name, hash]) => ({
  ...CLIENT,
  client_id: name,
  client_secrets: [{ hash, name: "moved" }],
}));

Deno.test("clients keep their secrets when a registry moves over, and weak hashes are told once", async () => {
  const hashers = defaultHashers();
  const server = testServer({ clients: CLIENTS, hashers });
  for (const [client_id, , client_secret, isWeak] of REGISTRY) {
    const form = { grant_type: "client_credentials", client_id, client_secret };
    for (let i = 0; i < 2; i++) {
      assertEquals((await post(server, form)).status, 200, client_id);
    }
    const wrong = { ...form, client_secret: `${client_secret}!` };
    assertEquals((await post(server, wrong)).status, 401, client_id);
    const weak = server.events.filter((event) =>
      event.type === "warning" && event.warning === "weak_hash" &&
      event.client_id === client_id && event.secretName === "moved"
    );
    assertEquals(weak.length, isWeak ? 1 : 0, client_id);
  }
  server.close();
});

Deno.test("a generated secret that was mistyped is an answer like any other, and a reason of its own", async () => {
  const server = testServer({ clients: CLIENTS, hashers: defaultHashers() });
  const ask = async (client_secret: string) => {
    const form = {
      grant_type: "client_credentials",
      client_id: "Mintmark",
      client_secret,
    };
    const { status, body, headers } = await post(server, form);
    const event = server.events.at(-1);
    return {
      seen: JSON.stringify([status, body, [...headers]]),
      reason: event?.type === "refused" ? event.reason : undefined,
    };
  };
  const mistyped = await ask(generated.secret.replace(/.$/, "!"));
  const guessed = await ask(generateClientSecret().secret);
  assertEquals(mistyped.seen, guessed.seen);
  assertEquals(mistyped.reason, "mistyped_secret");
  assertEquals(guessed.reason, "wrong_secret");
  server.close();
});

Deno.test("a secret in clear is refused where it is stored", () => {
  for (const hash of ["{noop}foobar", "foobar", "{bcrypt}foobar"]) {
    const clients = [{ ...CLIENT, client_secrets: [{ hash }] }];
    assertThrows(
      () => memoryStorage({ clients }),
      TypeError,
      'client "test-client": client_secrets[0].hash must be usable',
    );
  }
});

Deno.test("hashClientSecret makes bcrypt of the cost that is asked for", async () => {
  const hash = await hashClientSecret("foobar", { cost: 11 });
  assertEquals(hash.slice(0, 7), "$2b$11$");
  await assertRejects(
    () => hashClientSecret("foobar", { cost: 15 }),
    TypeError,
    "cost must be an integer from 10 to 14",
  );
  await assertRejects(() => hashClientSecret("x".repeat(73)), RangeError);
});

Deno.test("hashClientSecret leaves no worker behind", async () => {
  await withFakeWorkers(async (workers) => {
    const hash = hashClientSecret("foobar");
    workers[0]!.emit("message", { value: "the hash" });
    assertEquals(await hash, "the hash");
    assertEquals(workers[0]!.calls.at(-1), "terminate");
  });
});
