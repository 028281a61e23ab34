import { assertEquals } from "@std/assert";
import { IS_FULL } from "../scale.ts";

/**
 * What a token may cost beside the floor, as a part of the floor's own
 * processor time: about twice what it does cost. Both are measured in turns,
 * so that a machine that is busy makes both dearer.
 */
const BAR = "1.2";

async function codeWith(bar: string): Promise<{ code: number; text: string }> {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--frozen", "--allow-all", "bench/added.ts"],
      ...["--rounds=41", `--bar=${bar}`],
    ],
    env: { NO_COLOR: "1" },
  }).output();
  return { code, text: new TextDecoder().decode(stdout) };
}

Deno.test({
  name: "a token costs little more processor time than its signature",
  ignore: !IS_FULL,
  async fn() {
    const { code, text } = await codeWith(BAR);
    assertEquals(code, 0, text);
  },
});

Deno.test({
  name: "what costs more than the bar ends with 1",
  ignore: !IS_FULL,
  async fn() {
    const { code, text } = await codeWith("0.001");
    assertEquals(code, 1, text);
  },
});
