/**
 * The file of test vectors, against a server that has its issuer and its time.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import type { Vector, Vectors } from "../../vectors/vector.ts";
import type { Served } from "../served.ts";
import type { ShutdownCase } from "./shutdown.ts";

const { vectors, issuer, now, clients }: Vectors = JSON.parse(
  await Deno.readTextFile(
    new URL("../../vectors/token_endpoint.json", import.meta.url),
  ),
);

async function answerOf({ base }: Served, { request }: Vector) {
  const { method = "POST", query = "", headers, body } = request;
  const url = `${base}/token${query}`;
  const response = await fetch(url, { method, headers, body });
  const { error } = await response.json();
  return { status: response.status, ...(error !== undefined && { error }) };
}

/** The whole file, in its order. */
export const VECTOR_CASE: ShutdownCase = {
  name: "every test vector is answered as it must be",
  settings: { VECTORS: JSON.stringify({ issuer, now, clients }) },
  async run(served) {
    const wrong: unknown[] = [];
    for (const vector of vectors) {
      const answer = await answerOf(served, vector);
      const isRight = answer.status === vector.answer.status &&
        answer.error === vector.answer.error;
      if (!isRight) wrong.push([vector.id, answer, vector.answer]);
    }
    assertEquals(wrong, []);
  },
};
