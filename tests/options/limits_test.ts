import { accepts, refuses, type WrongOption } from "./construct.ts";

const SECONDS = 3_155_760_000;
const MILLISECONDS = 2_147_483_647;

/** Every option that is a number, with its bounds. */
const NUMBERS: readonly (readonly [string, number, number])[] = [
  ["accessTokenSeconds", 1, SECONDS],
  ["maxAccessTokenSeconds", 1, SECONDS],
  ["failureMilliseconds", 0, 60_000],
  ["maxWaitingFailures", 1, 10_000_000],
  ["failureBudget.windowSeconds", 1, 86_400],
  ["failureBudget.perPair", 1, 10_000_000],
  ["failureBudget.perAddress", 1, 10_000_000],
  ["failureBudget.perClient", 1, 10_000_000],
  ["seamMilliseconds", 1, MILLISECONDS],
  ["bodyMilliseconds", 1, MILLISECONDS],
  ["maxBodyBytes", 1, 2 ** 30],
  ["verifiedSecrets.maxClients", 1, 10_000_000],
  ["verifiedSecrets.maxAgeSeconds", 1, SECONDS],
  ["cors.maxAgeSeconds", 0, SECONDS],
];

/** The options in which one, perhaps of a group, has a value. */
function withValue(name: string, value: unknown): Record<string, unknown> {
  const [option, member] = name.split(".") as [string, string?];
  // A lifetime within its bounds may still not exceed the maximum.
  const room = option === "accessTokenSeconds"
    ? { maxAccessTokenSeconds: SECONDS }
    : {};
  if (member === undefined) return { ...room, [option]: value };
  const rest = option === "cors" ? { origins: "*" } : {};
  return { [option]: { ...rest, [member]: value } };
}

for (const [name, minimum, maximum] of NUMBERS) {
  const sentence =
    `${name} must be an integer from ${minimum} to ${maximum}, not `;
  refuses(
    ([
      [minimum - 1, String(minimum - 1)],
      [maximum + 1, String(maximum + 1)],
      [minimum + 0.5, String(minimum + 0.5)],
      [NaN, "NaN"],
      [Infinity, "Infinity"],
      ["60", '"60"'],
      [null, "null"],
      [true, "true"],
      [{}, "an object"],
      [[60], "an array"],
      [() => 60, "a function"],
    ] as const).map(([value, shown]): WrongOption => [
      `${name} of ${shown}`,
      withValue(name, value),
      sentence + shown,
    ]),
  );
  accepts(
    [minimum, maximum].map((value) =>
      [`${name} of ${value}`, withValue(name, value)] as const
    ),
  );
}

refuses([
  [
    "a lifetime above a maximum",
    { accessTokenSeconds: 601, maxAccessTokenSeconds: 600 },
    "accessTokenSeconds (601) must not exceed maxAccessTokenSeconds (600)",
  ],
  [
    "a lifetime above the maximum of a day",
    { accessTokenSeconds: 86_401 },
    "accessTokenSeconds (86401) must not exceed maxAccessTokenSeconds (86400)",
  ],
]);

accepts([
  ["a lifetime equal to the maximum", {
    accessTokenSeconds: 600,
    maxAccessTokenSeconds: 600,
  }],
  ["a maximum below the default lifetime", { maxAccessTokenSeconds: 600 }],
]);

/** Every option that is one of a few values. */
const CHOICES: readonly (readonly [string, readonly unknown[], string])[] = [
  [
    "scopeMatching",
    ["exact", "hierarchic", "wildcard"],
    '"exact" or "hierarchic" or "wildcard"',
  ],
  ["resourceMatching", ["exact", "prefix"], '"exact" or "prefix"'],
  ["basicCredentials", ["lenient", "strict"], '"lenient" or "strict"'],
  ["emptyScope", ["include", "omit"], '"include" or "omit"'],
  ["multipleResources", [true, false], "true or false"],
  ["authorizationEndpoint", [true, false], "true or false"],
  ["allowInsecureIssuer", [true, false], "true or false"],
];

for (const [name, choices, sentence] of CHOICES) {
  refuses(
    ([
      ["hierarchical", '"hierarchical"'],
      ["", '""'],
      ["true", '"true"'],
      [0, "0"],
      [null, "null"],
      [["exact"], "an array"],
    ] as const).map(([value, shown]): WrongOption => [
      `${name} of ${shown}`,
      { [name]: value },
      `${name} must be ${sentence}, not ${shown}`,
    ]),
  );
  accepts(
    choices.map((value) =>
      [`${name} of ${JSON.stringify(value)}`, { [name]: value }] as const
    ),
  );
}

accepts([
  ["scopeMatching of a function", { scopeMatching: () => true }],
  ["verifiedSecrets without members", { verifiedSecrets: {} }],
]);

refuses([
  [
    "verifiedSecrets that is a number",
    { verifiedSecrets: 100 },
    /^verifiedSecrets must be an object.*, not 100$/,
  ],
  [
    "verifiedSecrets that is null",
    { verifiedSecrets: null },
    /^verifiedSecrets must be an object.*, not null$/,
  ],
  [
    "a misspelt member of verifiedSecrets",
    { verifiedSecrets: { maxClient: 5 } },
    /^verifiedSecrets\.maxClient is not an option/,
  ],
]);
