/**
 * Checks a value against a shape, reports every mistake, and puts in what the
 * environment has.
 *
 * @module
 */

import { didYouMean } from "../nearest_name.ts";
import { insertVariables } from "./environment.ts";
import { type Path, pathText, type Problem } from "./problem.ts";
import { inWords, type Members, type Shape } from "./shape.ts";

/** What a check needs besides the value. */
export interface Checking {
  /** The variables of the environment. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Takes each mistake. */
  readonly report: (problem: Problem) => void;
}

/**
 * Checks a value.
 *
 * @param shape What it may be.
 * @param value The value.
 * @param path Where it is.
 * @param checking The environment, and who takes the mistakes.
 * @returns The value with what the environment has; of no use where a mistake
 * was reported.
 */
export function checkValue(
  shape: Shape,
  value: unknown,
  path: Path,
  checking: Checking,
): unknown {
  if (typeof value !== "string") return check(shape, value, path, checking);
  const { text, isInserted, problem } = insertVariables(
    value,
    checking.environment,
  );
  if (problem !== undefined) {
    checking.report({ path, message: `${pathText(path)} ${problem}` });
    return undefined;
  }
  if (!isInserted) return check(shape, value, path, checking);
  return check(shape, converted(shape, text), path, checking, "hidden");
}

/** A number or a choice that the environment has as a text. */
function converted(shape: Shape, text: string): unknown {
  const shapes = shape.kind === "either" ? shape.shapes : [shape];
  // What may be a text is left one, whatever it looks like.
  if (shapes.some(({ kind }) => kind === "text")) return text;
  for (const one of shapes) {
    if (one.kind === "integer" && /^-?\d{1,15}$/.test(text)) {
      return Number(text);
    }
    const isChoice = one.kind === "boolean" ||
      one.kind === "choice" &&
        one.values.some((value) => String(value) === text && value !== text);
    if (isChoice && text === "true") return true;
    if (isChoice && text === "false") return false;
  }
  return text;
}

function check(
  shape: Shape,
  value: unknown,
  path: Path,
  checking: Checking,
  showing: "shown" | "hidden" = "shown",
): unknown {
  const refuse = (): undefined => {
    const isSecret = shape.kind === "text" && shape.isSecret === true;
    const given = isSecret || showing === "hidden"
      ? kindOf(value)
      : shown(value);
    checking.report({
      path,
      message: `${pathText(path) || "the file"} must be ${
        inWords(shape)
      }, not ${given}`,
    });
  };
  switch (shape.kind) {
    case "text": {
      const { mayBeEmpty, pattern } = shape;
      if (typeof value !== "string") return refuse();
      if (value === "" && mayBeEmpty !== true) return refuse();
      const isMatch = pattern === undefined ||
        new RegExp(`^(?:${pattern})$`).test(value);
      return isMatch ? value : refuse();
    }
    case "integer": {
      const { minimum, maximum } = shape;
      const number = Number.isSafeInteger(value) ? value as number : NaN;
      return number >= minimum && number <= maximum ? value : refuse();
    }
    case "boolean":
      return typeof value === "boolean" ? value : refuse();
    case "choice":
      return shape.values.some((one) => one === value) ? value : refuse();
    case "list":
      if (!Array.isArray(value)) return refuse();
      return value.map((item, i) =>
        checkValue(shape.items, item, [...path, i], checking)
      );
    case "object":
      if (!isObject(value)) return refuse();
      return checkMembers(shape.members, value, path, checking);
    case "any object":
      return isObject(value) ? value : refuse();
    case "map":
      if (!isObject(value)) return refuse();
      return Object.fromEntries(
        Object.entries(value).map(([name, inside]) => [
          name,
          checkValue(shape.values, inside, [...path, name], checking),
        ]),
      );
    case "either": {
      const one = shape.shapes.find((one) => mayFit(one, value));
      if (one === undefined) return refuse();
      return check(one, value, path, checking, showing);
    }
  }
}

function checkMembers(
  members: Members,
  value: Readonly<Record<string, unknown>>,
  path: Path,
  checking: Checking,
): Readonly<Record<string, unknown>> {
  const checked: [string, unknown][] = [];
  for (const [name, inside] of Object.entries(value)) {
    const member = Object.hasOwn(members, name) ? members[name] : undefined;
    const at = [...path, name];
    if (member === undefined) {
      checking.report({
        path: at,
        message: `${pathText(at)} is not known${
          didYouMean(name, Object.keys(members), (near) => `"${near}"`)
        }`,
      });
    } else {
      checked.push([name, checkValue(member.shape, inside, at, checking)]);
    }
  }
  for (const [name, { isRequired }] of Object.entries(members)) {
    if (isRequired !== true || Object.hasOwn(value, name)) continue;
    checking.report({
      path,
      message: `${pathText([...path, name])} is missing`,
    });
  }
  return Object.fromEntries(checked);
}

/** Whether JSON's type is that of a shape, whatever is inside. */
function mayFit(shape: Shape, value: unknown): boolean {
  switch (shape.kind) {
    case "choice":
      return shape.values.some((one) => one === value);
    case "list":
      return Array.isArray(value);
    case "object":
    case "any object":
    case "map":
      return isObject(value);
    case "text":
      return typeof value === "string";
    case "integer":
      return typeof value === "number";
    case "boolean":
      return typeof value === "boolean";
    case "either":
      return shape.shapes.some((one) => mayFit(one, value));
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return typeof value === "string" && value.length <= 64
    ? JSON.stringify(value)
    : kindOf(value);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") {
    return value === "" ? "an empty text" : "this text";
  }
  return typeof value === "object" && value !== null
    ? "an object"
    : String(value);
}
