/**
 * The JSON Schema of the configuration, made from the table of its members.
 *
 * @module
 */

import { MEMBERS } from "./members.ts";
import type { Members, Shape } from "./shape.ts";

/** A JSON Schema. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const ENVIRONMENT = { $ref: "#/$defs/environment" } as const;

/**
 * The JSON Schema (draft 2020-12) of the configuration file.
 *
 * @returns The schema.
 */
export function configurationSchema(): JsonSchema {
  const named: Named = new Map();
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Configuration of Mintmark",
    ...schemaOfMembers(MEMBERS, named),
    $defs: {
      ...Object.fromEntries(named),
      environment: {
        description: "Read from the environment when the service starts.",
        type: "string",
        pattern: "\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}",
      },
    },
  };
}

/** The schemas of what stands in several places. */
type Named = Map<string, JsonSchema>;

function schemaOfMembers(members: Members, named: Named): JsonSchema {
  const required = Object.entries(members)
    .filter(([, { isRequired }]) => isRequired === true)
    .map(([name]) => name);
  return {
    type: "object",
    properties: Object.fromEntries(
      Object.entries(members).map(([name, { shape, what, usual }]) => [
        name,
        {
          description: usual === undefined
            ? what
            : `${what} Where absent: ${usual}.`,
          ...schemaOf(shape, named),
        },
      ]),
    ),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

function schemaOf(shape: Shape, named: Named): JsonSchema {
  switch (shape.kind) {
    case "text": {
      const { pattern, mayBeEmpty } = shape;
      if (mayBeEmpty === true) return { type: "string" };
      if (pattern === undefined) return { type: "string", minLength: 1 };
      return {
        anyOf: [{ type: "string", pattern: `^(?:${pattern})$` }, ENVIRONMENT],
      };
    }
    case "integer": {
      const { minimum, maximum } = shape;
      return { anyOf: [{ type: "integer", minimum, maximum }, ENVIRONMENT] };
    }
    case "boolean":
      return { anyOf: [{ type: "boolean" }, ENVIRONMENT] };
    case "choice":
      return { anyOf: [{ enum: shape.values }, ENVIRONMENT] };
    case "list":
      return { type: "array", items: schemaOf(shape.items, named) };
    case "object":
      if (shape.name === undefined) {
        return schemaOfMembers(shape.members, named);
      }
      named.set(shape.name, schemaOfMembers(shape.members, named));
      return { $ref: `#/$defs/${shape.name}` };
    case "map":
      return {
        type: "object",
        additionalProperties: schemaOf(shape.values, named),
      };
    case "any object":
      return { type: "object" };
    case "either":
      return { anyOf: shape.shapes.map((one) => schemaOf(one, named)) };
  }
}
