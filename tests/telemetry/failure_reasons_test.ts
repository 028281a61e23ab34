import { assertEquals } from "@std/assert";
import { knownReason } from "../../src/telemetry/failure_reasons.ts";
import { readSources } from "../architecture/source.ts";

/** Where the library says why it failed, or that a budget is used up. */
const GIVEN = [
  /new OAuthError\("(?:server_error|temporarily_unavailable)", \{[^}]*?reason: "(\w+)"/g,
  /\b(?:undecided|busy)\(\s*"(\w+)"/g,
  /\btemporarilyUnavailable\(\s*"[^"]*",\s*"(\w+)"/g,
  /reason: "(\w+_(?:past_failure_budget|queue_full))"/g,
];

Deno.test("metrics name every reason of a failure that the library gives", () => {
  const reasons = readSources("src")
    .filter(({ path }) => !/^src\/(adapters|resource_server)\//.test(path))
    .flatMap(({ text }) =>
      GIVEN.flatMap((form) => [...text.matchAll(form)].map(([, r]) => r!))
    );
  assertEquals(reasons.length > 20, true, reasons.join());
  assertEquals(reasons.filter((reason) => knownReason(reason) !== reason), []);
});

Deno.test("metrics name no reason that anybody else gives", () => {
  for (const reason of ["", "constructor", "policy of acme", "x".repeat(999)]) {
    assertEquals(knownReason(reason), "other");
  }
});
