import { accepts, refuses, SECRET, type WrongOption } from "./construct.ts";

const ABSOLUTE = /^issuer must be an absolute https URL, not /;
const HTTPS =
  /^issuer must use https, not .*loopback hosts.*allowInsecureIssuer: true$/;
const BARE = /^issuer must be a URL without query and fragment, not /;
const USER = /^issuer must be .*without user and password/;
const ISSUER = /^issuer must /;

const ISSUERS: readonly (readonly [string, unknown, RegExp])[] = [
  ["no issuer", undefined, ABSOLUTE],
  ["an empty issuer", "", ABSOLUTE],
  ["an issuer that is null", null, ABSOLUTE],
  ["an issuer that is a URL object", new URL("https://x.example"), ABSOLUTE],
  ["an issuer without scheme", "as.example.com", ABSOLUTE],
  ["an issuer that is a path", "/t1", ABSOLUTE],
  ["an issuer with another scheme", "ftp://as.example.com", ABSOLUTE],
  ["an issuer that is a URN", "urn:example:as", ABSOLUTE],
  ["http for a public host", "http://as.example.com", HTTPS],
  ["http for a private address", "http://192.168.0.1", HTTPS],
  ["http for every address", "http://0.0.0.0:8080", HTTPS],
  [
    "http for a host that begins as loopback",
    "http://localhost.x.example",
    HTTPS,
  ],
  ["http for a host that ends as loopback", "http://xlocalhost", HTTPS],
  ["http for a name like an address", "http://127.0.0.1.x.example", HTTPS],
  ["RFC 8414 §2: a query", "https://as.example.com?a=b", BARE],
  ["RFC 8414 §2: an empty query", "https://as.example.com/t1?", BARE],
  ["RFC 8414 §2: a fragment", "https://as.example.com#a", BARE],
  ["RFC 8414 §2: an empty fragment", "https://as.example.com/#", BARE],
  ["a user", "https://user@as.example.com", USER],
  ["a user and password", `https://user:${SECRET}@as.example.com`, USER],
  ["a password, and http", `http://user:${SECRET}@as.example.com`, ISSUER],
  ["a password, and a query", `https://user:${SECRET}@x.example?a`, ISSUER],
  ["a password, and another scheme", `ftp://user:${SECRET}@x.example`, ISSUER],
  ["a password, and no host", `https://user:${SECRET}@x y`, ISSUER],
  ["an empty user", "https://@as.example.com", ISSUER],
  // The URL parser repairs these, but `iss` would carry them as they are.
  ["a space before it", " https://as.example.com", ISSUER],
  ["a line break after it", "https://as.example.com\n", ISSUER],
  ["a tab in it", "https://as.exam\tple.com", ISSUER],
  ["no slashes", "https:as.example.com", ISSUER],
  ["backslashes", "https:\\\\as.example.com", ISSUER],
  ["dot segments", "https://as.example.com/t1/../t2", ISSUER],
];

refuses(
  ISSUERS.map(([name, issuer, message]): WrongOption => [
    name,
    { issuer },
    message,
  ]),
);

refuses([
  [
    "allowInsecureIssuer is for http only",
    { issuer: "ftp://as.example.com", allowInsecureIssuer: true },
    ABSOLUTE,
  ],
  [
    "allowInsecureIssuer is true or false",
    { allowInsecureIssuer: "yes" },
    'allowInsecureIssuer must be true or false, not "yes"',
  ],
  [
    "allowInsecureIssuer that is not true allows nothing",
    { issuer: "http://as.example.com", allowInsecureIssuer: 1 },
    ISSUER,
  ],
]);

accepts(
  [
    "https://as.example.com",
    "https://as.example.com/",
    "https://as.example.com:8443/t1",
    "https://as.example.com/@t1",
    "https://as.example.com/t1/",
    "https://192.0.2.7",
    "https://[2001:db8::1]",
    "http://localhost",
    "http://localhost:8080",
    "http://as.localhost:8080/t1",
    "http://127.0.0.1:8080",
    "http://127.8.9.10",
    "http://[::1]:8080",
  ].map((issuer) => [`issuer ${issuer}`, { issuer }] as const),
);

accepts([
  ["http for any host, where that was asked for", {
    issuer: "http://as.example.com",
    allowInsecureIssuer: true,
  }],
  ["allowInsecureIssuer where it is not needed", { allowInsecureIssuer: true }],
  ["basePath of one segment", { basePath: "/oauth" }],
  ["basePath of two segments", { basePath: "/oauth/t1" }],
  ["an empty basePath", { basePath: "" }],
]);

const PATH =
  /^basePath must be a path such as "\/oauth", without "\/" at its end, not /;

refuses(
  ["oauth", "/", "/oauth/", "//oauth", "/a//b", "/a?b", "/a#b", 5, null, ["/a"]]
    .map((basePath): WrongOption => [
      `basePath ${JSON.stringify(basePath)}`,
      { basePath },
      PATH,
    ]),
);

const ORIGINS =
  /^cors\.origins must be "\*" or origins such as "https:\/\/app\.example\.com", not /;

refuses(
  ([
    ["no origins", {}],
    ["nothing at all", null],
    ["a text", "*"],
    ["an origin that is not in a list", { origins: "https://app.example.com" }],
    ["an origin with a path", { origins: ["https://app.example.com/"] }],
    ["an origin with its default port", { origins: ["https://x.example:443"] }],
    ["an origin in upper case", { origins: ["https://APP.example.com"] }],
    ["a host", { origins: ["app.example.com"] }],
    ["null as origin", { origins: ["null"] }],
    ["* in a list", { origins: ["*"] }],
    ["a wildcard", { origins: ["https://*.example.com/"] }],
    ["an origin that is no text", { origins: [5] }],
    ["a good and a bad origin", { origins: ["https://x.example", ""] }],
  ] as const).map(([name, cors]): WrongOption => [
    `cors with ${name}`,
    { cors },
    ORIGINS,
  ]),
);

refuses([[
  "a misspelt member of cors",
  { cors: { origins: "*", maxAge: 5 } },
  /^cors\.maxAge is not an option/,
]]);

accepts([
  ["cors for every origin", { cors: { origins: "*" } }],
  ["cors for some origins", {
    cors: {
      origins: ["https://app.example.com", "http://localhost:3000"],
      maxAgeSeconds: 0,
    },
  }],
]);
