/**
 * The floors of the house, and who may stand on whom.
 *
 * @module
 */

import { importedFiles, type Source } from "./source.ts";

/** A place in `src/`: a folder, or files that stand together. */
export interface Place {
  /** The folder or file; `ground` is every other file directly in `src/`. */
  readonly name: string;
  /** A file beside the folder that belongs to it: the entry of exports. */
  readonly entry?: string;
  /** The places that it may import; itself always. */
  readonly on: readonly string[];
  /** Whether only `mod.ts` may import it. */
  readonly leaf?: true;
  /** Whether it may import leaves: a program that puts them together. */
  readonly onLeaves?: true;
}

/** From the ground up: a place may name only places above it in this list. */
export const PLACES: readonly Place[] = [
  { name: "encoding", on: [] },
  { name: "ground", on: [] },
  { name: "keys", on: ["ground", "encoding"] },
  { name: "secrets", on: ["ground", "encoding"] },
  { name: "tokens", on: ["ground", "encoding", "keys"] },
  { name: "trust", on: ["ground", "encoding", "keys", "tokens"] },
  { name: "grants", on: ["ground", "tokens", "trust"] },
  {
    name: "client_authentication",
    on: ["ground", "encoding", "secrets", "keys", "tokens", "trust"],
  },
  { name: "http", on: ["ground", "encoding", "tokens"] },
  {
    name: "endpoints",
    on: [
      "ground",
      "keys",
      "tokens",
      "grants",
      "client_authentication",
      "http",
    ],
  },
  {
    name: "authorization_server_options.ts",
    on: [
      "ground",
      "keys",
      "secrets",
      "tokens",
      "trust",
      "grants",
      "client_authentication",
      "http",
    ],
  },
  {
    name: "options",
    on: [
      "ground",
      "keys",
      "secrets",
      "grants",
      "client_authentication",
      "authorization_server_options.ts",
    ],
  },
  {
    name: "wiring",
    on: [
      "ground",
      "keys",
      "secrets",
      "client_authentication",
      "http",
      "authorization_server_options.ts",
    ],
  },
  {
    name: "authorization_server.ts",
    on: [
      "ground",
      "keys",
      "tokens",
      "grants",
      "http",
      "endpoints",
      "authorization_server_options.ts",
      "options",
      "wiring",
    ],
  },
  {
    name: "resource_server",
    entry: "resource_server.ts",
    on: ["ground", "keys", "tokens", "trust", "http", "endpoints", "options"],
    leaf: true,
  },
  { name: "storage", on: ["ground", "secrets"], leaf: true },
  {
    name: "adapters",
    on: ["ground", "keys", "http", "authorization_server.ts"],
    leaf: true,
  },
  { name: "telemetry", on: ["ground", "http", "authorization_server.ts"] },
  {
    name: "cli",
    on: [
      "ground",
      "encoding",
      "keys",
      "secrets",
      "tokens",
      "trust",
      "grants",
      "client_authentication",
      "http",
      "authorization_server_options.ts",
      "options",
      "authorization_server.ts",
      "storage",
      "adapters",
      "telemetry",
      "resource_server",
    ],
    leaf: true,
    onLeaves: true,
  },
  {
    name: "otel",
    entry: "otel.ts",
    on: ["ground", "authorization_server.ts", "telemetry"],
    leaf: true,
  },
];

/** The place of a file, or `undefined` where no row of the table has it. */
export function placeOf(path: string, places = PLACES): Place | undefined {
  const [folder, name = "", ...deeper] = path.split("/");
  if (folder !== "src") return undefined;
  return places.find((place) => place.name === name || place.entry === name) ??
    (deeper.length === 0
      ? places.find((place) => place.name === "ground")
      : undefined);
}

/** Rows that name a place which does not stand below them. */
export function crookedFloors(places: readonly Place[]): readonly string[] {
  return places.flatMap(({ name, on }, i) =>
    on.filter((other) => !places.slice(0, i).some((p) => p.name === other))
      .map((other) => `${name} stands on ${other}, which is not below it`)
  );
}

/** Imports that go up or sideways, and files that stand nowhere. */
export function wrongImports(
  sources: readonly Source[],
  places = PLACES,
): readonly string[] {
  return sources.flatMap((source) => {
    const from = placeOf(source.path, places);
    if (from === undefined) return [`${source.path} stands on no floor`];
    return importedFiles(source).filter((imported) => {
      const to = placeOf(imported, places);
      return to === undefined ||
        (to !== from && !from.on.includes(to.name));
    }).map((imported) => `${source.path} imports ${imported}`);
  });
}

/** Leaves that something other than `mod.ts`, a program and themselves imports. */
export function importedLeaves(
  sources: readonly Source[],
  places = PLACES,
): readonly string[] {
  return sources.filter(({ path }) => path !== "mod.ts").flatMap((source) =>
    importedFiles(source).filter((imported) => {
      const to = placeOf(imported, places);
      const from = placeOf(source.path, places);
      return to?.leaf === true && to !== from && from?.onLeaves !== true;
    }).map((imported) => `${source.path} imports the leaf ${imported}`)
  );
}

/** What the table allows and no file makes use of. */
export function unusedAllowances(
  sources: readonly Source[],
  places = PLACES,
): readonly string[] {
  const used = new Set(
    sources.flatMap((source) =>
      importedFiles(source).map((imported) =>
        `${placeOf(source.path, places)?.name} on ${
          placeOf(imported, places)?.name
        }`
      )
    ),
  );
  return places.flatMap(({ name, on }) =>
    on.map((other) => `${name} on ${other}`)
  ).filter((allowance) => !used.has(allowance));
}
