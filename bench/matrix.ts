/**
 * What `http.ts` measures: which servers, with which algorithm and which way of
 * authentication, on which runtime.
 *
 * @module
 */

/** A runtime. */
export type Runtime = "deno" | "bun" | "node";

/** What tokens are signed with. */
export type Algorithm = "EdDSA" | "ES256" | "RS256";

/** How the client authenticates. */
export type Secret = "sha256" | "bcrypt" | "private_key_jwt";

/** What is measured. */
export type Server =
  | "hello"
  | "floor"
  | "floor2"
  | "mintmark"
  | "mintmark-reuse"
  | "@hono/node-server"
  | "oidc-provider"
  | "@node-oauth/oauth2-server"
  | "@jmondi/oauth2-server";

/** One server on one runtime. */
export interface Row {
  /** What runs it. */
  readonly runtime: Runtime;
  /** What its tokens are signed with. */
  readonly alg: Algorithm;
  /** What it is. */
  readonly server: Server;
  /** What it is sent. */
  readonly secret: Secret;
}

/** Rows that are neighbours in each round. */
export interface Group {
  /** What runs all of them. */
  readonly runtime: Runtime;
  /** What the tokens of the group are signed with. */
  readonly alg: Algorithm;
  /** The rows. */
  readonly rows: readonly Row[];
}

/** What to measure; names separated by commas. */
export interface Choice {
  /** The runtimes. */
  readonly runtimes: string;
  /** The algorithms. */
  readonly algs: string;
  /** The ways of authentication. */
  readonly secrets: string;
}

/** Every runtime, algorithm and way of authentication. */
export const EVERYTHING: Choice = {
  runtimes: "deno,bun,node",
  algs: "EdDSA,ES256,RS256",
  secrets: "sha256,bcrypt,private_key_jwt",
};

/** The token services that ours is measured against. */
export const PEERS: readonly Server[] = [
  "oidc-provider",
  "@node-oauth/oauth2-server",
  "@jmondi/oauth2-server",
];

/** Peers whose secrets are checked by what their operator writes. */
const CHECKED_BY_OPERATOR = PEERS.slice(1);

type Wanted = readonly [Secret, readonly Server[]];

/**
 * The servers of one group, so many that the whole run takes twenty minutes:
 * a constant answer knows no algorithm and is measured once a runtime, bcrypt
 * and the peers outside Node with one algorithm.
 */
function wanted(runtime: Runtime, alg: Algorithm): readonly Wanted[] {
  const isNode = runtime === "node";
  const own: readonly Server[] = ["floor", "mintmark", "floor2"];
  const peers = isNode || alg === "ES256" ? PEERS : [];
  const front: readonly Server[] = isNode ? ["@hono/node-server"] : [];
  const assertions: Wanted = ["private_key_jwt", [
    "floor",
    "mintmark",
    ...(isNode && alg === "ES256" ? ["oidc-provider" as const] : []),
  ]];
  switch (alg) {
    case "EdDSA":
      return [
        ["sha256", [...own, ...front, ...peers]],
        ["bcrypt", ["mintmark"]],
        assertions,
      ];
    case "ES256":
      return [
        ["sha256", [...own, ...front, ...peers]],
        ["bcrypt", isNode ? ["mintmark", ...CHECKED_BY_OPERATOR] : []],
        assertions,
      ];
    case "RS256":
      return [["sha256", [
        "hello",
        ...own,
        "mintmark-reuse",
        ...front,
        ...peers,
      ]]];
  }
}

/**
 * What to measure, group by group.
 *
 * @param choice Which part of all.
 * @returns The groups; none is empty.
 * @throws {TypeError} The choice names something that there is not.
 */
export function groups(choice: Choice): readonly Group[] {
  const chosen = chosenOf(choice);
  return chosen.algs.flatMap((alg) =>
    chosen.runtimes.map((runtime) => ({
      runtime,
      alg,
      rows: wanted(runtime, alg).flatMap(([secret, servers]) =>
        chosen.secrets.includes(secret)
          ? servers.map((server) => ({ runtime, alg, server, secret }))
          : []
      ),
    }))
  ).filter(({ rows }) => rows.length > 0);
}

function chosenOf(choice: Choice) {
  return {
    runtimes: listed<Runtime>(choice, "runtimes"),
    algs: listed<Algorithm>(choice, "algs"),
    secrets: listed<Secret>(choice, "secrets"),
  };
}

function listed<Name extends string>(
  choice: Choice,
  member: keyof Choice,
): readonly Name[] {
  const known = EVERYTHING[member].split(",");
  const names = choice[member].split(",");
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new TypeError(
      `--${member} names "${unknown}"; there are ${known.join(", ")}`,
    );
  }
  return names as Name[];
}
