import { assertEquals, assertThrows } from "@std/assert";
import { commandsOf, isAsSaid, splitWords } from "./commands.ts";

function commands(text: string) {
  return commandsOf({ line: 10, language: "console", flags: [], text });
}

Deno.test("commandsOf: a command after $, and its output up to the next", () => {
  assertEquals(commands("$ a b\n1\n2\n$ c\n"), [
    { line: 11, text: "a b", output: "1\n2\n" },
    { line: 14, text: "c", output: "" },
  ]);
});

Deno.test("commandsOf: a command goes on after a backslash", () => {
  assertEquals(commands("$ a \\\n    b \\\n    c\n1\n"), [
    { line: 11, text: "a b c", output: "1\n" },
  ]);
});

Deno.test("commandsOf: a block without $ is all commands", () => {
  assertEquals(commands("a\n\nb\n"), [
    { line: 11, text: "a", output: "" },
    { line: 13, text: "b", output: "" },
  ]);
});

Deno.test("commandsOf: output before a command is an error", () => {
  assertThrows(() => commands("1\n$ a\n"), Error, "line 11");
});

Deno.test("splitWords: splits at spaces and takes quotes away", () => {
  assertEquals(
    splitWords(`curl  -d a=1 -H 'x: "y"' -u "a b":c http://[::1]:8080/x`),
    ["curl", "-d", "a=1", "-H", 'x: "y"', "-u", "a b:c", "http://[::1]:8080/x"],
  );
});

for (
  const command of [
    "curl a | jq",
    "curl a > b",
    "curl $HOME",
    'curl "$HOME"',
    "curl `id`",
    "curl a; id",
    "curl a && id",
    "curl 'a",
    "curl a # b",
    "curl ~",
    "curl *",
  ]
) {
  Deno.test(`splitWords: refuses what needs a shell: ${command}`, () => {
    assertThrows(() => splitWords(command), Error, "not executed");
  });
}

Deno.test("isAsSaid: … stands for anything, also for lines; all else is exact", () => {
  const said = '{"a":"…","b":1}\n';

  assertEquals(isAsSaid('{"a":"x.y","b":1}', said), true);
  assertEquals(isAsSaid('{"a":"x.y","b":2}', said), false);
  assertEquals(isAsSaid('{"a":"x.y","b":1}!', said), false);
  assertEquals(isAsSaid('!{"a":"x.y","b":1}', said), false);
  assertEquals(isAsSaid("1\r\n2\n3\n", "1\n…\n3\n"), true);
  assertEquals(isAsSaid("1\n3\n", "1\n…\n4\n"), false);
  assertEquals(isAsSaid("a1\n", "a.\n"), false);
});
