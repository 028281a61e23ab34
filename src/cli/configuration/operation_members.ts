/**
 * The members of the configuration for whoever runs the service.
 *
 * @module
 */

import {
  choice,
  either,
  integer,
  type Members,
  object,
  TEXT,
} from "./shape.ts";

/** What is logged, measured and probed. */
export const OPERATION_MEMBERS: Members = {
  log: {
    shape: object({
      events: {
        shape: choice("all", "problems", "none"),
        what:
          "Which events are logged; problems are warnings, failures and 429.",
        usual: '"all"',
      },
      format: {
        shape: choice("json", "pretty"),
        what: "How a line is written.",
        usual: '"pretty" on a terminal, else "json"',
      },
    }),
    what: "What is logged, on standard error.",
  },
  metrics: {
    shape: object({
      hostname: {
        shape: TEXT,
        what: "The address to listen on; strangers should not reach it.",
        usual: '"127.0.0.1"',
      },
      port: { shape: integer(0, 65_535), what: "The port.", isRequired: true },
    }),
    what:
      "Listens for Prometheus: /metrics, and /health and /ready with what is not reachable. A change counts from the next start.",
    usual: "none",
  },
  health: {
    shape: either(
      choice(false),
      object({
        unreadyMilliseconds: {
          shape: integer(0, 600_000),
          what:
            "How long /ready answers 503, and everything else as before, until the end begins: a balancer sees it and sends no more.",
          usual: "0",
        },
      }),
    ),
    what:
      "The probes /health and /ready beside the endpoints; false leaves them out. A change counts from the next start.",
  },
};
