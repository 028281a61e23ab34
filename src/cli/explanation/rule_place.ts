/**
 * Where a rule stands, in words: a member of the configuration with its line,
 * or one of a client in the storage.
 *
 * @module
 */

import type { LoadedConfiguration } from "../configuration/configuration.ts";
import { type Path, pathText } from "../configuration/problem.ts";

/** A place of a rule. */
export interface RulePlace {
  /** The place in words, such as `clients[2].scope (mintmark.json:14)`. */
  readonly text: string;
  /** Its path in the configuration; absent = not there. */
  readonly path?: string;
  /** Its line, where the configuration is a file. */
  readonly line?: number;
}

/** Names places of rules. */
export interface RulePlaces {
  /**
   * A member of the configuration.
   *
   * @param path The way to it; what is not there has the line of the nearest
   * that it would be in.
   */
  of(path: Path): RulePlace;
}

/**
 * Makes what names the places of one configuration.
 *
 * @param configuration The configuration.
 * @returns The places.
 */
export function rulePlaces(
  { file, lineOf }: Pick<LoadedConfiguration, "file" | "lineOf">,
): RulePlaces {
  return {
    of(path) {
      const name = pathText(path);
      if (file === undefined || lineOf === undefined) {
        return { text: name, path: name };
      }
      const line = lineOf(path);
      return { text: `${name} (${file}:${line})`, path: name, line };
    },
  };
}

/** Whose record a rule is a member of. */
export interface RuleOwner {
  /** The record in words. */
  readonly name: string;
  /** Whether the record has a member. */
  has(member: string): boolean;
  /** A member of it. */
  text(member: string): string | undefined;
  /** A member that is a list. */
  list(member: string): readonly string[];
  /** A member that is a number. */
  number(member: string): number | undefined;
  /** Where a member stands. */
  place(member: string): RulePlace;
}

/**
 * A record that rules are members of.
 *
 * @param record The record.
 * @param where Its path in the configuration, or its name where it is not
 * there.
 * @param places The places.
 * @returns The owner.
 */
export function ruleOwner(
  record: object,
  where: Path | string,
  places: RulePlaces,
): RuleOwner {
  const members = new Map(Object.entries(record));
  return {
    name: typeof where === "string" ? where : places.of(where).text,
    has: (member) => members.has(member),
    text: (member) => {
      const value = members.get(member);
      return typeof value === "string" ? value : undefined;
    },
    list: (member) => {
      const value = members.get(member);
      return Array.isArray(value) ? value.map(String) : [];
    },
    number: (member) => {
      const value = members.get(member);
      return typeof value === "number" ? value : undefined;
    },
    place: (member) =>
      typeof where === "string"
        ? { text: `${member} of ${where}` }
        : places.of([...where, member]),
  };
}
