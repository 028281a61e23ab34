import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { generatePrivateKey, privateKeyPem } from "../../../mod.ts";
import { makePlace, type Place } from "../place.ts";
import { run } from "../recorded_io.ts";

const ISSUER = "https://as.example.com";
const STORED = { issuer: ISSUER, storage: "sqlite:./keys.db" };

Deno.test("key list shows the keys that there are, and never a private one", async () => {
  await using place = await makePlace(STORED);
  assertEquals((await run(["key", "list"], place)).out, "");
  // The first key is made by whoever has it ready.
  assertEquals((await run(["check", "--connect"], place)).code, 0);

  const { out, code } = await run(["key", "list", "--json"], place);
  assertEquals(code, 0);
  const keys = out.split("\n").map((line) => JSON.parse(line));
  assertEquals(keys.length, 2); // the one that signs, and the next one
  for (const { kid, alg, public_jwk, is_wrapped } of keys) {
    assertEquals([alg, public_jwk.kid ?? kid, is_wrapped], [
      "ES256",
      kid,
      false,
    ]);
  }
  const lines = await run(["key", "list"], place);
  assertStringIncludes(lines.out, `${keys[0].kid}\tES256\tmade 2`);
  assert(!`${out}${lines.out}`.includes('"d"'), "no private member");
});

Deno.test("key revoke asks, revokes, and says why it cannot", async () => {
  await using place = await makePlace(STORED);
  await run(["check", "--connect"], place);
  const { out } = await run(["key", "list", "--json"], place);
  const [{ kid }] = out.split("\n").map((line) => JSON.parse(line));
  const revoke = ["key", "revoke", kid];

  assertEquals((await run(revoke, place)).code, 2);
  const no = await run(revoke, { ...place, answer: () => "no" });
  assertEquals([no.code, no.error], [1, "nothing was revoked"]);

  assertEquals(
    (await run([...revoke, "--yes", "--without-successor"], place)).code,
    0,
  );
  const after = (await run(["key", "list", "--json"], place)).out.split("\n")
    .map((line) => JSON.parse(line));
  const revoked = after.find((key) => key.kid === kid);
  assert(revoked === undefined || revoked.revoked_at !== undefined);
  assert(after.some((key) => key.revoked_at === undefined), "another signs");

  const unknown = await run(["key", "revoke", "nobody", "--yes"], place);
  assertEquals(unknown.code, 1);
  assertStringIncludes(unknown.error, "nobody");
});

Deno.test("key revoke takes the id of a key for what it is, also where it begins as an option does", async () => {
  await using place = await makePlace(STORED);
  await run(["check", "--connect"], place);
  for (const kid of [`-${"x".repeat(42)}`, `--${"y".repeat(41)}`]) {
    for (const args of [["--yes", kid], [kid, "--yes"], ["--yes", "--", kid]]) {
      const { code, error } = await run(["key", "revoke", ...args], place);
      assertEquals(code, 1);
      assertStringIncludes(error, `there is no key "${kid}"`);
    }
  }
});

/** The keys of a place, as key list shows them. */
async function keysOf(place: Place) {
  const { out } = await run(["key", "list", "--json"], {
    ...place,
    now: () => START + DAY,
  });
  return out.split("\n").map((line) => JSON.parse(line));
}

const START = 1_800_000_000;
const DAY = 86_400;

/** The same place, later. */
const later = (place: Place, seconds: number) => ({
  ...place,
  now: () => START + seconds,
});

Deno.test("key rotate asks, refuses while no successor is known for long enough and says from when on, and then replaces the key", async () => {
  await using place = await makePlace(STORED);
  await run(["check", "--connect"], later(place, 0));
  const [first, second] = await keysOf(place);
  assertEquals([first.signs, second.signs], [true, false]);
  const rotate = ["key", "rotate", "--yes"];

  assertEquals((await run(["key", "rotate"], later(place, DAY))).code, 2);
  const no = await run(["key", "rotate"], {
    ...later(place, DAY),
    answer: () => "no",
  });
  assertEquals([no.code, no.error], [1, "nothing was rotated"]);
  const early = await run(rotate, later(place, DAY - 60));
  assertEquals(early.code, 1);
  assertStringIncludes(
    early.error,
    "it has one from 2027-01-16T08:00:00Z on (60 more seconds): --without-successor replaces it nevertheless",
  );
  assertEquals((await keysOf(place)).length, 2);

  const { code, out } = await run([...rotate, "--json"], later(place, DAY));
  assertEquals([code, JSON.parse(out)], [0, {
    kid: second.kid,
    alg: "ES256",
    replaced: first.kid,
    published_until: START + 3 * DAY + 30,
  }]);
  const after = await keysOf(place);
  assertEquals(
    after.map((key) => [key.kid, key.retired_at, key.signs]).slice(0, 2),
    [[first.kid, START + DAY, false], [second.kid, undefined, true]],
  );
  assertEquals(after.length, 3);
  const { out: lines } = await run(["key", "list"], place);
  assertStringIncludes(lines, "replaced 2027-01-16T08:00:00Z");

  const forced = [...rotate, "--without-successor"];
  const again = await run(forced, later(place, DAY + 60));
  assertEquals([again.code, again.out], [0, after[2].kid]);
});

Deno.test("key add publishes a new key, or one from a file or from standard input", async () => {
  await using place = await makePlace(STORED);
  await run(["check", "--connect"], later(place, 0));
  const pem = await generatePrivateKey("ES256");
  const jwk = await generatePrivateKey("ES256", { kid: "mine" });
  await Deno.writeTextFile(
    join(place.directory, "private.pem"),
    await privateKeyPem(pem.private_jwk),
  );

  const made = await run(["key", "add", "--json"], later(place, 60));
  const ofFile = await run(
    ["key", "add", "--key", "private.pem"],
    later(place, 120),
  );
  const ofInput = await run(["key", "add", "--key-from-stdin"], {
    ...later(place, 180),
    input: JSON.stringify(jwk.private_jwk),
  });

  const { kid, ready_at } = JSON.parse(made.out);
  assertEquals(ready_at, START + 60 + DAY);
  assertEquals(ofFile.out, pem.kid);
  assertStringIncludes(ofFile.error, "may sign from 2027-01-16T08:02:00Z on");
  assertEquals(ofInput.out, "mine");
  assertEquals(
    (await keysOf(place)).map((key) => key.kid).slice(2),
    [kid, pem.kid, "mine"],
  );
});

Deno.test("key add: a key of the operator's is the first of an empty storage, and signs at once", async () => {
  await using place = await makePlace({
    ...STORED,
    signing: { alg: "RS256" },
    resources: [{ resource: "https://a/", alg: "EdDSA" }],
  });
  const { private_jwk } = await generatePrivateKey("EdDSA", { kid: "mine" });
  const { code, error, out } = await run(["key", "add", "--key-from-stdin"], {
    ...place,
    input: JSON.stringify(private_jwk),
  });
  assertEquals([code, out], [0, "mine"]);
  assertStringIncludes(error, "a key for EdDSA, which signs from now on");
});

const SECRET = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg";
const PEM = `-----BEGIN PRIVATE KEY-----\n${SECRET}\n`;

/** How it is called, what is on standard input, and what is said about it. */
const REFUSED: readonly (readonly [
  args: readonly string[],
  input: string,
  code: number,
  said: string,
])[] = [
  [["--key", PEM], "", 2, "--key needs a value, and what follows looks like"],
  [[`--key=${PEM}`], "", 2, "--key must be the name of a file"],
  [["--key", `{"kty":"EC","d":"${SECRET}"}`], "", 2, "the name of a file"],
  [["--key", "a", "--key-from-stdin"], "", 2, "only one of"],
  [["--key", "nowhere.pem"], "", 2, "nowhere.pem cannot be read"],
  [["--key-from-stdin"], "\n", 2, "standard input has no key"],
  [["--key-from-stdin"], `{"d":"${SECRET}"`, 2, "but is no JSON"],
  [["--key-from-stdin"], SECRET, 1, "key must be PKCS#8 in PEM"],
  [["--key-from-stdin"], PEM, 1, "key is not a PKCS#8 PEM of a key for ES256"],
  [["--alg", "RS256"], "", 1, "alg must be one of the policy (ES256)"],
  [
    ["--key-from-stdin"],
    `{"kty":"OKP","alg":"EdDSA","d":"${SECRET}"}`,
    1,
    "alg must be one of the policy (ES256)",
  ],
];

for (const [args, input, code, said] of REFUSED) {
  Deno.test(`key add ${args[0]?.slice(0, 16)}: ${said}, and nothing of the key`, async () => {
    await using place = await makePlace(STORED);
    const ran = await run(["key", "add", ...args], { ...place, input });

    assertEquals([ran.code, ran.out], [code, ""]);
    assertStringIncludes(ran.error, said);
    assert(!ran.error.includes(SECRET.slice(0, 20)), ran.error);
    assertEquals((await run(["key", "list"], place)).out, "");
  });
}

Deno.test("key commands say where a key is that they cannot reach", async () => {
  await using fleeting = await makePlace({ issuer: ISSUER, storage: "memory" });
  const { code, error } = await run(["key", "list"], fleeting);
  assertEquals(code, 1);
  assertStringIncludes(error, 'storage is "memory"');
});
