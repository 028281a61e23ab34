// The files of docs/deploy.md, with the programs that they are for: nginx,
// Caddy and systemd-analyze, where they are installed.

import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { generateClientSecret } from "../../mod.ts";
import { selfSigned } from "../adapters/self_signed.ts";
import { makePlace, type Place } from "../cli/place.ts";
import { freePort, Program } from "../program.ts";
import { parseMarkdown } from "../readme/markdown.ts";
import { IS_FULL } from "../scale.ts";

const MAIN = fileURLToPath(import.meta.resolve("../../src/cli/main.ts"));
const { secret: SECRET } = generateClientSecret();
const { fences } = parseMarkdown(
  await Deno.readTextFile(new URL("../../docs/deploy.md", import.meta.url)),
);

function blocksOf(language: string): readonly string[] {
  return fences.filter((fence) => fence.language === language)
    .map(({ text }) => text);
}

async function isInstalled(program: string): Promise<boolean> {
  try {
    await new Deno.Command(program, {
      args: [program === "caddy" ? "version" : "--help"],
    }).output();
    return true;
  } catch {
    return false;
  }
}

/** Starts a proxy in a directory, between two ports. */
type Start = (
  directory: string,
  port: number,
  backend: number,
) => Promise<Program>;

/** The file for nginx, as one that needs no rights, with what the test has. */
async function nginx(
  [upstream = "", map = ""]: readonly string[],
  directory: string,
  port: number,
  backend: number,
): Promise<Program> {
  const server = upstream
    .replace("listen 443 ssl;", `listen ${port} ssl;`)
    .replace("/etc/ssl/as.example.com.pem", `${directory}/cert.pem`)
    .replace("/etc/ssl/private/as.example.com.key", `${directory}/key.pem`)
    .replace("127.0.0.1:8080", `127.0.0.1:${backend}`);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${directory}/${name};`).join("\n");
  const file = `${directory}/nginx.conf`;
  await Deno.writeTextFile(
    file,
    `daemon off; master_process off; pid ${directory}/nginx.pid; events {}
     http { access_log off; ${temporary} ${map} ${server} }`,
  );
  return new Program("nginx", [
    ...["-p", directory, "-c", file, "-e", `${directory}/error.log`],
  ]);
}

const WAYS: Readonly<
  Record<string, { program: string; header: string; start: Start }>
> = {
  "nginx with X-Forwarded-For": {
    program: "nginx",
    header: "x-forwarded-for",
    start: (...where) => nginx(blocksOf("nginx").slice(0, 1), ...where),
  },
  "nginx with Forwarded": {
    program: "nginx",
    header: "forwarded",
    start: (...where) => {
      const [server = "", map = ""] = blocksOf("nginx");
      return nginx([
        server.replace('Forwarded ""', "Forwarded $forwarded"),
        map,
      ], ...where);
    },
  },
  "Caddy": {
    program: "caddy",
    header: "x-forwarded-for",
    start: async (directory, port, backend) => {
      const [block = ""] = blocksOf("caddyfile");
      const file = `${directory}/Caddyfile`;
      await Deno.writeTextFile(
        file,
        // Its certificate comes from nobody else here, and is for an address.
        `{\n  admin off\n  auto_https off\n  default_sni 127.0.0.1\n}\n` +
          block.replace(
            "as.example.com {",
            `https://127.0.0.1:${port} {\n  tls cert.pem key.pem`,
          )
            .replace("127.0.0.1:8080", `127.0.0.1:${backend}`),
      );
      return new Program("caddy", [
        ...["run", "--adapter", "caddyfile", "--config", file],
      ], {
        cwd: directory,
        env: { HOME: directory, XDG_DATA_HOME: directory },
      });
    },
  },
};

for (const [name, { program, header, start }] of Object.entries(WAYS)) {
  Deno.test({
    name:
      `docs/deploy.md: ${name} hands on the address that it sees, and no other`,
    ignore: !IS_FULL || !await isInstalled(program) ||
      !await isInstalled("curl"),
    async fn() {
      const [port, backend] = [freePort(), freePort()];
      await using place = await placeBehind(header);
      const { cert, key } = await selfSigned();
      await Deno.writeTextFile(`${place.directory}/cert.pem`, cert);
      await Deno.writeTextFile(`${place.directory}/key.pem`, key);
      const ask = (path: string, ...args: readonly string[]) =>
        asked(port, path, "--cacert", `${place.directory}/cert.pem`, ...args);
      await using service = new Program(
        Deno.execPath(),
        ["run", "--allow-all", MAIN, "serve", "--port", String(backend)],
        { cwd: place.directory },
      );
      await service.prints("clients ");
      await using proxy = await start(place.directory, port, backend);
      await proxy.listensOn(port);

      assertEquals(await ask("/jwks"), "200");
      assertEquals(await ask("/ready"), "404");
      assertEquals(await ask("/health"), "200");
      const forged = [
        "X-Forwarded-For: 203.0.113.9",
        "Forwarded: for=203.0.113.9",
      ]
        .flatMap((line) => ["-H", line]);
      const form = [
        "grant_type=client_credentials",
        "client_id=x",
        "client_secret=y",
      ]
        .flatMap((pair) => ["-d", pair]);
      assertEquals(await ask("/token", ...forged, ...form), "401");
      const good = form.map((word) =>
        word.replace("=x", "=backend").replace("=y", `=${SECRET}`)
      );
      assertEquals(await ask("/token", ...good), "200");
      assertEquals(await ask("/token", "-d", "x".repeat(20_000)), "413");
      const line = service.stderr.split("\n").find((line) =>
        line.includes("unknown_client")
      );
      assertEquals(JSON.parse(line ?? "{}").remoteAddress, "127.0.0.2");
    },
  });
}

Deno.test({
  name: "docs/deploy.md: systemd finds no fault with the unit",
  ignore: !IS_FULL || !await isInstalled("systemd-analyze"),
  async fn() {
    const [unit = ""] = blocksOf("ini");
    const directory = await Deno.makeTempDir();
    const file = `${directory}/mintmark.service`;
    await Deno.writeTextFile(file, unit);
    await using program = new Program("systemd-analyze", ["verify", file]);
    const { code } = await program.ended();
    assertEquals([code, program.stderr], [0, ""]);
    await Deno.remove(directory, { recursive: true });
  },
});

function placeBehind(forwardedHeader: string): Promise<Place> {
  return makePlace({
    issuer: "https://as.example.com",
    storage: "memory",
    proxies: { trusted: ["127.0.0.1"], forwardedHeader },
    clients: [{
      client_id: "backend",
      client_secrets: [{ secret: SECRET }],
      grant_types: ["client_credentials"],
    }],
  });
}

/** The status of an answer, to a client whose address is no proxy's. */
async function asked(
  port: number,
  path: string,
  ...args: readonly string[]
): Promise<string> {
  await using curl = new Program("curl", [
    ...["--silent", "--output", "/dev/null", "--write-out", "%{http_code}"],
    ...["--interface", "127.0.0.2", ...args],
    `https://127.0.0.1:${port}${path}`,
  ]);
  await curl.ended();
  return curl.stdout;
}
