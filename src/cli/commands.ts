/**
 * All commands: whoever writes another one puts it into this list.
 *
 * @module
 */

import { check } from "./check.ts";
import type { Command } from "./command.ts";
import { schema } from "./schema.ts";
import { serve } from "./serve.ts";

/** The commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [serve, check, schema];
