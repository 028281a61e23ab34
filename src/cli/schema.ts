/**
 * `mintmark schema`: the JSON Schema of the configuration.
 *
 * @module
 */

import type { Command } from "./command.ts";
import { configurationSchema } from "./configuration/json_schema.ts";

/** The command. */
export const schema: Command = {
  name: "schema",
  summary: "print the JSON Schema of the configuration, for editors",
  help: [
    "Prints the JSON Schema that lets an editor complete and check mintmark.json. It is in the package as well, as mintmark.schema.json: name either in the member $schema.",
  ],
  examples: [
    {
      line: "mintmark schema > mintmark.schema.json",
      what: 'then "$schema": "./mintmark.schema.json" in mintmark.json',
    },
  ],
  options: {},
  run(_args, io) {
    io.out(JSON.stringify(configurationSchema(), null, 2));
    return Promise.resolve(0);
  },
};
