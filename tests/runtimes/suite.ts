/**
 * What every runtime must do, as a list of cases over a server that runs.
 *
 * @module
 */

import { INTEROP_CASES } from "../interop/cases.ts";
import { KEY_CASES } from "../interop/key_cases.ts";
import { BODY_CASES } from "./cases/bodies.ts";
import { CONNECTION_CASES } from "./cases/connections.ts";
import { FLOW_CASES } from "./cases/flow.ts";
import { FRAMING_CASES } from "./cases/framing.ts";
import { LARGE_BODY_CASES } from "./cases/large_bodies.ts";
import { LOAD_CASES } from "./cases/load.ts";
import { STORED_SECRET_CASES } from "./cases/stored_secrets.ts";
import { SLOW_BODY_CASES } from "./cases/slow_bodies.ts";
import type { Case } from "./case.ts";

/** The cases, in the order in which they run against one process. */
export const CASES: readonly Case[] = [
  ...LOAD_CASES,
  ...FLOW_CASES,
  ...INTEROP_CASES,
  ...KEY_CASES,
  ...STORED_SECRET_CASES,
  ...CONNECTION_CASES,
  ...BODY_CASES,
  ...FRAMING_CASES,
  ...SLOW_BODY_CASES,
  ...LARGE_BODY_CASES,
];
