/**
 * What the presets of trusted issuers have in common.
 *
 * @module
 */

import type { JsonWebKeySet } from "../../client.ts";
import type { TrustedIssuer } from "../../trusted_issuer.ts";

/** What every preset takes. */
export interface TrustedIssuerPresetOptions {
  /**
   * What the `aud` of the tokens must be. Let workloads ask for the issuer of
   * this server and for nothing else: a token for another service is then
   * worth nothing here, and one for here nothing there.
   */
  readonly audience: string;
  /**
   * How far away `exp` of a token may be, in seconds.
   *
   * @default what the platform gives its tokens
   */
  readonly maxAssertionSeconds?: number;
  /**
   * Whether a token counts once. Platforms hand the same one out again until
   * it is about to expire, so that a workload which asks twice is refused.
   *
   * @default {false}
   */
  readonly singleUse?: boolean;
  /** The keys of the issuer, where they are not to be fetched. */
  readonly jwks?: JsonWebKeySet;
}

/** What a preset knows by itself. */
export interface PresetFacts {
  /** The issuer. */
  readonly issuer: string;
  /** What the claims must be; members that are `undefined` are left out. */
  readonly claims: Readonly<
    Record<string, TrustedIssuer["claims"][string] | undefined>
  >;
  /** Where its keys are; absent = found by discovery. */
  readonly jwks_uri?: string | undefined;
  /** The longest time that its tokens live, in seconds. */
  readonly seconds: number;
}

/**
 * Puts a trusted issuer together: plain JSON, without what is `undefined`.
 *
 * @param preset The name of the preset, for what is wrong.
 * @param options What the caller says.
 * @param facts What the preset knows.
 * @returns The trusted issuer.
 * @throws {TypeError} `audience` is missing.
 */
export function presetIssuer(
  preset: string,
  options: TrustedIssuerPresetOptions,
  { issuer, claims, jwks_uri, seconds }: PresetFacts,
): TrustedIssuer {
  const { audience, maxAssertionSeconds = seconds, singleUse, jwks } = options;
  requireMatch(
    preset,
    "audience",
    audience,
    /^[^*]+$/,
    "the issuer of this server",
  );
  return {
    issuer,
    audience,
    claims: Object.fromEntries(
      Object.entries(claims).filter(([, rule]) => rule !== undefined),
    ) as TrustedIssuer["claims"],
    ...(jwks !== undefined
      ? { jwks }
      : jwks_uri !== undefined
      ? { jwks_uri }
      : {}),
    maxAssertionSeconds,
    ...(singleUse !== undefined && { singleUse }),
  };
}

/**
 * Checks an option of a preset that has to be there.
 *
 * @param preset The name of the preset.
 * @param name The name of the option.
 * @param value Its value.
 * @param form What it has to look like.
 * @param example One that does.
 * @throws {TypeError} It does not.
 */
export function requireMatch(
  preset: string,
  name: string,
  value: unknown,
  form: RegExp,
  example: string,
): void {
  if (typeof value === "string" && form.test(value)) return;
  throw new TypeError(`${preset}: ${name} must be a text such as ${example}`);
}

/**
 * Checks an option of a preset that may be missing, and may be a list of
 * alternatives.
 *
 * @param preset The name of the preset.
 * @param name The name of the option.
 * @param value Its value.
 * @param form What each has to look like.
 * @param example One that does.
 * @throws {TypeError} One does not, or the list is empty.
 */
export function checkAlternatives(
  preset: string,
  name: string,
  value: string | readonly string[] | undefined,
  form: RegExp,
  example: string,
): void {
  if (value === undefined) return;
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0) requireMatch(preset, name, undefined, form, example);
  for (const each of list) requireMatch(preset, name, each, form, example);
}
