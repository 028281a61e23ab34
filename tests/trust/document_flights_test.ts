/** Many who need one document at once. @module */

import { assertEquals } from "@std/assert";
import {
  DocumentCache,
  type LoadedDocument,
} from "../../src/trust/document_cache.ts";
import { KeySetError } from "../../src/trust/key_set_error.ts";
import { FakeTimers } from "../fake_timers.ts";
import { NOW, reasonOf } from "./key_set_server.ts";

type Fetch = PromiseWithResolvers<LoadedDocument<string>>;

const OPTIONS = {
  maxEntries: 100,
  maxFreshSeconds: 1000,
  staleSeconds: 500,
  cooldownSeconds: 30,
  retrySeconds: 10,
  joinMilliseconds: 1000,
  onFailure: () => {},
};

/** A cache whose fetches end when a test says so. */
function manual() {
  const fetches: Fetch[] = [];
  const cache = new DocumentCache<string>(() => {
    const fetch = Promise.withResolvers<LoadedDocument<string>>();
    fetches.push(fetch);
    return fetch.promise;
  }, OPTIONS);
  return { cache, fetches };
}

function end(fetch: Fetch | undefined, value: string): void {
  fetch!.resolve({ value, freshSeconds: 100 });
}

/** Another who asks. */
const LACKS = () => false;

Deno.test("DocumentCache: a thousand requests at once make one fetch", async () => {
  const { cache, fetches } = manual();
  const all = Array.from({ length: 1000 }, () => cache.get("a", NOW));
  assertEquals(fetches.length, 1);
  end(fetches[0], "one");
  assertEquals(new Set(await Promise.all(all)), new Set(["one"]));
});

Deno.test("DocumentCache: a thousand requests at once learn of one failure, and make no other fetch", async () => {
  const { cache, fetches } = manual();
  const all = Array.from({ length: 1000 }, () => reasonOf(cache.get("a", NOW)));
  fetches[0]!.reject(new KeySetError("key_set_status", { status: 500 }));
  assertEquals(new Set(await Promise.all(all)), new Set(["key_set_status"]));
  assertEquals(fetches.length, 1);
});

Deno.test("DocumentCache: a thousand requests that lack a key at once make one fetch", async () => {
  const { cache, fetches } = manual();
  const first = cache.get("a", NOW);
  end(fetches[0], "one");
  await first;
  const all = Array.from(
    { length: 1000 },
    () => cache.get("a", NOW + 50, LACKS),
  );
  assertEquals(fetches.length, 2);
  end(fetches[1], "two");
  assertEquals(new Set(await Promise.all(all)), new Set(["two"]));
});

Deno.test("DocumentCache: one document that is slow delays no other", async () => {
  const { cache, fetches } = manual();
  const slow = cache.get("slow", NOW);
  const fast = cache.get("fast", NOW);
  end(fetches[1], "fast");
  assertEquals(await fast, "fast");
  end(fetches[0], "slow");
  assertEquals(await slow, "slow");
});

Deno.test("DocumentCache: who joined a fetch that never ends makes another after a moment, as many as there are make one", async () => {
  using timers = new FakeTimers();
  const { cache, fetches } = manual();
  cache.get("a", NOW);
  const joined = Array.from({ length: 100 }, () => cache.get("a", NOW));
  await timers.advance(999);
  assertEquals(fetches.length, 1);
  await timers.advance(1);
  assertEquals(fetches.length, 2);
  end(fetches[1], "two");
  assertEquals(new Set(await Promise.all(joined)), new Set(["two"]));
  assertEquals(timers.waiting, 0);
});

Deno.test("DocumentCache: whoever gives up a little later takes what another has fetched meanwhile", async () => {
  using timers = new FakeTimers();
  const { cache, fetches } = manual();
  cache.get("a", NOW);
  const early = cache.get("a", NOW);
  await timers.advance(5);
  const late = cache.get("a", NOW);
  await timers.advance(995);
  assertEquals(fetches.length, 2);
  end(fetches[1], "two");
  assertEquals(await early, "two");
  await timers.advance(5);
  assertEquals(await late, "two");
  assertEquals(fetches.length, 2);
});

Deno.test("DocumentCache: a refresh that is slow keeps nobody waiting for long, and counts when it ends", async () => {
  using timers = new FakeTimers();
  const { cache, fetches } = manual();
  const first = cache.get("a", NOW);
  end(fetches[0], "one");
  await first;
  const stale = cache.get("a", NOW + 100);
  await timers.advance(1000);
  assertEquals(await stale, "one");
  assertEquals(fetches.length, 2);
  end(fetches[1], "two");
  await timers.advance(0);
  assertEquals(await cache.get("a", NOW + 102), "two");
});

Deno.test("DocumentCache: a key that is lacking is waited for as long as the fetch takes", async () => {
  using timers = new FakeTimers();
  const { cache, fetches } = manual();
  const first = cache.get("a", NOW);
  end(fetches[0], "one");
  await first;
  const lacking = cache.get("a", NOW + 100, LACKS);
  await timers.advance(2500);
  end(fetches[1], "two");
  assertEquals(await lacking, "two");
});

Deno.test("DocumentCache: what was asked for earlier and came later does not replace what is newer", async () => {
  using timers = new FakeTimers();
  const { cache, fetches } = manual();
  const early = cache.get("a", NOW);
  const late = cache.get("a", NOW + 1);
  await timers.advance(1000);
  end(fetches[1], "new");
  assertEquals(await late, "new");
  end(fetches[0], "old");
  assertEquals(await early, "old");
  assertEquals(await cache.get("a", NOW + 2), "new");
});
