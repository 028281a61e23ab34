/**
 * What a value in the configuration may be: the one description that both the
 * check and the JSON Schema are made from.
 *
 * @module
 */

/** What a value may be. */
export type Shape =
  | TextShape
  | IntegerShape
  | BooleanShape
  | ChoiceShape
  | ListShape
  | ObjectShape
  | AnyObjectShape
  | MapShape
  | EitherShape;

/** A text that is not empty. */
export interface TextShape {
  /** Tells the shapes apart. */
  readonly kind: "text";
  /** Whether it may be empty. */
  readonly mayBeEmpty?: boolean;
  /** A regular expression that it must match, whole. */
  readonly pattern?: string;
  /** What it is, in the sentence that refuses another. */
  readonly called?: string;
  /** Whether it is a secret, which no sentence repeats. */
  readonly isSecret?: boolean;
}

/** A whole number. */
export interface IntegerShape {
  /** Tells the shapes apart. */
  readonly kind: "integer";
  /** The least. */
  readonly minimum: number;
  /** The greatest. */
  readonly maximum: number;
}

/** `true` or `false`. */
export interface BooleanShape {
  /** Tells the shapes apart. */
  readonly kind: "boolean";
}

/** One of a few values. */
export interface ChoiceShape {
  /** Tells the shapes apart. */
  readonly kind: "choice";
  /** The values. */
  readonly values: readonly (string | boolean)[];
}

/** A list. */
export interface ListShape {
  /** Tells the shapes apart. */
  readonly kind: "list";
  /** What each of it is. */
  readonly items: Shape;
}

/** An object with members of its own. */
export interface ObjectShape {
  /** Tells the shapes apart. */
  readonly kind: "object";
  /** The members. */
  readonly members: Members;
  /** What it is called where it stands in several places. */
  readonly name?: string;
}

/** An object whose members are not known here, such as a JWK. */
export interface AnyObjectShape {
  /** Tells the shapes apart. */
  readonly kind: "any object";
}

/** An object whose members are for whoever writes it to name. */
export interface MapShape {
  /** Tells the shapes apart. */
  readonly kind: "map";
  /** What each of them is. */
  readonly values: Shape;
}

/** One of several shapes, which JSON tells apart. */
export interface EitherShape {
  /** Tells the shapes apart. */
  readonly kind: "either";
  /** The shapes. */
  readonly shapes: readonly Shape[];
}

/** The members of an object. */
export type Members = Readonly<Record<string, Member>>;

/** A member of an object. */
export interface Member {
  /** What it may be. */
  readonly shape: Shape;
  /** What it says, in a sentence for whoever writes it. */
  readonly what: string;
  /** What holds where it is absent, as JSON or in words. */
  readonly usual?: string;
  /** Whether it must be there. */
  readonly isRequired?: boolean;
}

/** A text that is not empty. */
export const TEXT: TextShape = { kind: "text" };

/** A text that is a secret. */
export const SECRET: TextShape = { kind: "text", isSecret: true };

/** `true` or `false`. */
export const BOOLEAN: BooleanShape = { kind: "boolean" };

/** An object of any members. */
export const ANY_OBJECT: AnyObjectShape = { kind: "any object" };

/** How many of something, at least one. */
export const COUNT: IntegerShape = integer(1, 10_000_000);

/** A whole number of seconds up to a hundred years. */
export const SECONDS: IntegerShape = integer(1, 3_155_760_000);

/**
 * A whole number.
 *
 * @param minimum The least.
 * @param maximum The greatest.
 * @returns The shape.
 */
export function integer(minimum: number, maximum: number): IntegerShape {
  return { kind: "integer", minimum, maximum };
}

/**
 * One of a few values.
 *
 * @param values The values.
 * @returns The shape.
 */
export function choice(...values: readonly (string | boolean)[]): ChoiceShape {
  return { kind: "choice", values };
}

/**
 * A list.
 *
 * @param items What each of it is.
 * @returns The shape.
 */
export function list(items: Shape): ListShape {
  return { kind: "list", items };
}

/**
 * An object.
 *
 * @param members Its members.
 * @returns The shape.
 */
export function object(members: Members): ObjectShape {
  return { kind: "object", members };
}

/**
 * An object that stands in several places, and is described once.
 *
 * @param name What it is called.
 * @param members Its members.
 * @returns The shape.
 */
export function namedObject(name: string, members: Members): ObjectShape {
  return { kind: "object", members, name };
}

/**
 * An object whose members are for whoever writes it to name.
 *
 * @param values What each of them is.
 * @returns The shape.
 */
export function map(values: Shape): MapShape {
  return { kind: "map", values };
}

/**
 * One of several shapes.
 *
 * @param shapes The shapes; JSON must tell them apart by its type.
 * @returns The shape.
 */
export function either(...shapes: readonly Shape[]): EitherShape {
  return { kind: "either", shapes };
}

/**
 * A shape in words, for the sentence that refuses another value.
 *
 * @param shape The shape.
 * @returns What a value must be.
 */
export function inWords(shape: Shape): string {
  switch (shape.kind) {
    case "text":
      return shape.called ??
        (shape.mayBeEmpty === true ? "a text" : "a text that is not empty");
    case "integer":
      return `an integer from ${shape.minimum} to ${shape.maximum}`;
    case "boolean":
      return "true or false";
    case "choice":
      return shape.values.map((value) => JSON.stringify(value)).join(" or ");
    case "list":
      return "a list";
    case "object":
    case "any object":
    case "map":
      return "an object";
    case "either":
      return shape.shapes.map(inWords).join(", or ");
  }
}
