import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  basic,
  claimsOf,
  CLIENT,
  post,
  rawBasic,
  type TestServer,
  testServer,
} from "../fixtures.ts";
import { runs } from "../scale.ts";

const RUNS = runs(150, 10_000);

const UTF8 = new TextEncoder();

/** The longest id of a client, in bytes of UTF-8. */
const MAXIMUM_ID_BYTES = 255;

/** Texts with much of what the encodings of a credential stumble over. */
function text(maxLength: number): fc.Arbitrary<string> {
  const awkward = fc.constantFrom(
    ...[":", "+", "%", "%41", "%3A", "%zz", "%C3", "&", "=", ";", " ", "\t"],
    ...["\n", "\0", '"', "\\", "ü", "€", "😀", "\ufeff", "\u0301", "a", "Z"],
  );
  const unit = fc.oneof(
    awkward,
    fc.string({
      unit: "binary",
      minLength: 1,
      maxLength: 1,
    }),
  );
  return fc.array(unit, { minLength: 1, maxLength })
    .map((parts) => parts.join(""));
}

/** What of a text may be an id: no control characters, and as many as fit. */
function toId(characters: string): string {
  let id = "";
  let bytes = 0;
  for (const character of characters) {
    if (character < " " || character === "\x7f") continue;
    bytes += UTF8.encode(character).length;
    if (bytes > MAXIMUM_ID_BYTES) break;
    id += character;
  }
  return id;
}

const ID = fc.oneof(
  { weight: 6, arbitrary: text(8) },
  { weight: 1, arbitrary: text(300) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "a".repeat(MAXIMUM_ID_BYTES),
      `${"ü".repeat(127)}a`,
      "%".repeat(MAXIMUM_ID_BYTES),
      "__proto__",
    ),
  },
).map(toId).filter((id) => id !== "");

const SECRET = text(12);

const GRANT = { grant_type: "client_credentials" };

function serverOf(
  client_id: string,
  secret: string,
  basicCredentials: "lenient" | "strict" = "lenient",
): TestServer {
  const client_secrets = [{ hash: `$test$${secret}` }];
  return testServer({
    clients: [{ ...CLIENT, client_id, client_secrets }],
    basicCredentials,
  });
}

/** Asserts that a token is issued to the very id, now and from memory. */
async function assertIssued(
  server: TestServer,
  id: string,
  form: Readonly<Record<string, string>>,
  headers?: Readonly<Record<string, string>>,
): Promise<void> {
  for (let time = 0; time < 2; time++) {
    const { status, body } = await post(server, form, headers);
    assertEquals([status, body.error], [200, undefined]);
    const { sub, client_id } = claimsOf(body.access_token);
    assertEquals([sub, client_id], [id, id]);
  }
}

function formDecode(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}

Deno.test("RFC 6749 §2.3.1: any id and secret authenticate in the body", async () => {
  await fc.assert(
    fc.asyncProperty(ID, SECRET, async (id, secret) => {
      await assertIssued(serverOf(id, secret), id, {
        ...GRANT,
        client_id: id,
        client_secret: secret,
      });
    }),
    { numRuns: RUNS },
  );
});

Deno.test("RFC 6749 §2.3.1: any id and secret authenticate with Basic, form-urlencoded, also where that is the only form", async () => {
  await fc.assert(
    fc.asyncProperty(
      ID,
      SECRET,
      fc.constantFrom("lenient", "strict"),
      fc.boolean(),
      async (id, secret, accepted, repeatsId) => {
        const form = repeatsId ? { ...GRANT, client_id: id } : GRANT;
        const server = serverOf(id, secret, accepted);
        const authorization = basic(id, secret);
        await assertIssued(server, id, form, { authorization });
      },
    ),
    { numRuns: RUNS },
  );
});

Deno.test("RFC 7617: any id without a colon and any secret authenticate with Basic as curl -u sends it", async () => {
  await fc.assert(
    fc.asyncProperty(
      ID.filter((id) => !id.includes(":")),
      SECRET,
      fc.boolean(),
      async (id, secret, repeatsId) => {
        const form = repeatsId ? { ...GRANT, client_id: id } : GRANT;
        const server = serverOf(id, secret);
        const authorization = rawBasic(`${id}:${secret}`);
        await assertIssued(server, id, form, { authorization });
        const warned = server.events.some((event) =>
          event.type === "warning" && event.warning === "raw_basic_credentials"
        );
        const isEncodedToo = formDecode(id) === id &&
          formDecode(secret) === secret;
        assertEquals(warned, !isEncodedToo);
      },
    ),
    { numRuns: RUNS },
  );
});

Deno.test('basicCredentials "strict": what curl -u sends works only where encoding changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      ID.filter((id) => !id.includes(":")),
      SECRET,
      async (id, secret) => {
        const { status } = await post(serverOf(id, secret, "strict"), GRANT, {
          authorization: rawBasic(`${id}:${secret}`),
        });
        const isEncodedToo = formDecode(id) === id &&
          formDecode(secret) === secret;
        assertEquals(status, isEncodedToo ? 200 : 401);
      },
    ),
    { numRuns: RUNS },
  );
});

Deno.test("RFC 6749 §2.3.1: no other secret and no other id authenticates", async () => {
  const other = (value: string) =>
    fc.oneof(
      fc.constantFrom(
        ...[`${value} `, ` ${value}`, value.slice(1), value.slice(0, -1)],
        ...[`${value}:`, value.toUpperCase(), value.toLowerCase()],
        ...[value.normalize("NFD"), value.normalize("NFC"), `${value}\0`],
        ...[formDecode(value) ?? "%", encodeURIComponent(value)],
      ),
      SECRET,
    ).filter((changed) =>
      changed !== value && changed !== "" && changed.isWellFormed()
    );
  const pairs = fc.tuple(ID, SECRET).chain(([id, secret]) =>
    fc.record({
      id: fc.constant(id),
      secret: fc.constant(secret),
      presented: fc.oneof(
        other(secret).map((changed) => [id, changed] as const),
        other(id).map((changed) => [changed, secret] as const),
      ),
    })
  );
  await fc.assert(
    fc.asyncProperty(pairs, async ({ id, secret, presented }) => {
      const [client_id, client_secret] = presented;
      const answers = [
        await post(serverOf(id, secret), {
          ...GRANT,
          client_id,
          client_secret,
        }),
        await post(serverOf(id, secret, "strict"), GRANT, {
          authorization: basic(client_id, client_secret),
        }),
      ];
      for (const { status, body } of answers) {
        assertEquals([status, body.error], [401, "invalid_client"]);
      }
    }),
    { numRuns: RUNS },
  );
});
