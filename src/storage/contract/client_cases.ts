/**
 * What a `ClientRegistry` promises of each client.
 *
 * @module
 */

import type { Client } from "../../client.ts";
import { idsAfter } from "./client_pages.ts";
import { type Cases, PECULIAR_TEXTS, SIGNAL } from "./contract_case.ts";
import { expectEqual, expectRejection, expectThat } from "./expectation.ts";

/** Every member that a client may have, and one that nobody knows. */
function fullClient(client_id: string): Client {
  const client = {
    client_id,
    client_name: "Orders\0 and “more”: ä 鍵 😀 \u202E'\\\"$1",
    disabled: false,
    grant_types: ["client_credentials"],
    token_endpoint_auth_method: "client_secret_basic",
    client_secrets: [{ hash: "$test$x", name: "spring ☀", expires_at: 1.5 }],
    jwks: { keys: [{ kty: "OKP", crv: "Ed25519", x: "x", kid: "😀" }] },
    scope: "orders.read orders.write",
    resources: ["https://api.example.com/"],
    access_token_seconds: 60,
    contacts: ["ops@example.com", null, { deep: [1, 2.5, true] }],
  };
  return client as unknown as Client;
}

/** The cases. */
export const CLIENT_CASES: Cases = {
  async "get gives nothing for a client that nobody put"({ open, unique }) {
    const { clients } = await open();
    expectEqual(await clients.get(unique, SIGNAL), undefined, "get");
    expectEqual(await clients.delete(unique), false, "delete");
  },

  async "get gives back what was put, whole, in any Unicode"(
    { open, unique },
  ) {
    const { clients } = await open();
    const client = fullClient(unique);
    await clients.put(client);
    expectEqual(await clients.get(unique, SIGNAL), client, "get");
    const later = await open();
    expectEqual(await later.clients.get(unique, SIGNAL), client, "get later");
    const [listed] = await clients.list(unique.slice(0, -1), 1);
    expectEqual(listed, client, "list");
  },

  async "put replaces a client whole, and is seen at once"({ open, unique }) {
    const { clients } = await open();
    await clients.put(fullClient(unique));
    await clients.get(unique, SIGNAL);
    const second: Client = { client_id: unique, scope: "orders" };
    await clients.put(second);
    expectEqual(await clients.get(unique, SIGNAL), second, "get");
    const later = await open();
    expectEqual(await later.clients.get(unique, SIGNAL), second, "get later");
  },

  async "delete removes a client at once, and says whether there was one"(
    { open, unique },
  ) {
    const { clients } = await open();
    await clients.put({ client_id: unique });
    await clients.get(unique, SIGNAL);
    expectEqual(await clients.delete(unique), true, "the first delete");
    expectEqual(await clients.get(unique, SIGNAL), undefined, "get");
    expectEqual(await clients.delete(unique), false, "the second delete");
    await clients.put({ client_id: unique, disabled: true });
    expectEqual(
      await clients.get(unique, SIGNAL),
      { client_id: unique, disabled: true },
      "get after put",
    );
  },

  async "what is given out can be changed by nobody else"({ open, unique }) {
    const { clients } = await open();
    await clients.put({ client_id: unique, grant_types: ["a"] });
    const got = await clients.get(unique, SIGNAL);
    try {
      (got?.grant_types as string[]).push("b");
    } catch {
      // Frozen is as good as a copy.
    }
    const expected = { client_id: unique, grant_types: ["a"] };
    expectEqual(await clients.get(unique, SIGNAL), expected, "get");
  },

  async "any two ids are told apart, whatever Unicode they are of"(
    { open, unique },
  ) {
    const { clients } = await open();
    const ids = PECULIAR_TEXTS.map((text) => unique + text);
    for (const client_id of ids) await clients.put({ client_id });
    for (const client_id of ids) {
      expectEqual(await clients.get(client_id, SIGNAL), { client_id }, "get");
    }
    expectEqual(await clients.delete(`${unique}a`), true, "delete");
    const left = ids.filter((id) => id !== `${unique}a`).sort();
    expectEqual(await idsAfter(clients, unique, 100), left, "list");
  },

  async "get gives nothing for an id that no client can have"(
    { open, unique },
  ) {
    const { clients } = await open();
    await clients.put({ client_id: unique });
    const ids = ["", `${unique}\0`, `${unique}\n`, `${unique}\ud800`];
    for (const id of [...ids, "\udfff", "x".repeat(10_000)]) {
      expectEqual(await clients.get(id, SIGNAL), undefined, "get");
      expectEqual(await clients.delete(id), false, "delete");
    }
  },

  async "put takes an id of 255 bytes and a record of 60 KiB"(
    { open, unique },
  ) {
    const { clients } = await open();
    for (const filler of ["x", "é", "鍵", "😀"]) {
      const room = 255 - unique.length;
      const client_id = unique +
        filler.repeat(room / new TextEncoder().encode(filler).length);
      const long = filler.repeat(54 * 1024 / filler.length / 3);
      const client = { client_id, client_name: long };
      await clients.put(client);
      expectEqual(await clients.get(client_id, SIGNAL), client, "get");
    }
  },

  async "put rejects a record that is not usable, and keeps what is there"(
    { open, unique },
  ) {
    const { clients } = await open();
    const client = { client_id: unique };
    await clients.put(client);
    const members: readonly Readonly<Record<string, unknown>>[] = [
      { grant_types: "client_credentials" },
      { client_secrets: [{ hash: "a secret in clear" }] },
      { client_name: "x".repeat(61 * 1024) },
      { client_name: "鍵".repeat(21 * 1024) },
      { client_id: `${unique}${"é".repeat(128)}` },
      { client_id: `${unique}\0` },
      { client_id: "" },
    ];
    for (const member of members) {
      const bad = { ...client, ...member };
      const error = await expectRejection(
        () => clients.put(bad),
        `put of ${JSON.stringify(bad).slice(0, 100)}`,
      );
      expectThat(error instanceof TypeError, `a TypeError, not ${error}`);
    }
    expectEqual(await clients.get(unique, SIGNAL), client, "get");
  },
};
