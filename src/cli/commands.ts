/**
 * All commands: whoever writes another one puts it into this list.
 *
 * @module
 */

import { check } from "./check.ts";
import { clientAdd } from "./client/add.ts";
import { clientDisable, clientEdit } from "./client/edit.ts";
import { clientList, clientShow } from "./client/list.ts";
import { clientRemove } from "./client/remove.ts";
import { clientRotateSecret } from "./client/rotate_secret.ts";
import { clientExport, clientImport } from "./client/transfer.ts";
import type { Command } from "./command.ts";
import { explain } from "./explain.ts";
import { keyAdd } from "./key/add.ts";
import { keyList } from "./key/list.ts";
import { keyRevoke } from "./key/revoke.ts";
import { keyRotate } from "./key/rotate.ts";
import { schema } from "./schema.ts";
import { serve } from "./serve.ts";
import { tokenGet } from "./token/get.ts";
import { tokenDecode, tokenVerify } from "./token/read.ts";

/** The commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  serve,
  clientAdd,
  clientList,
  clientShow,
  clientEdit,
  clientRotateSecret,
  clientDisable,
  clientRemove,
  clientExport,
  clientImport,
  keyList,
  keyAdd,
  keyRotate,
  keyRevoke,
  tokenGet,
  tokenDecode,
  tokenVerify,
  check,
  explain,
  schema,
];
