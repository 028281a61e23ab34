/**
 * Horizontal bars as SVG, without a library: a picture for a document.
 *
 * @module
 */

import type { Estimate } from "./statistics.ts";

/** One bar with its interval. */
export interface Bar extends Estimate {
  /** What it is. */
  readonly label: string;
  /** Whether it is ours, and stands out. */
  readonly isOurs: boolean;
}

/** What is drawn. */
export interface Chart {
  /** What it is about. */
  readonly title: string;
  /** What is counted; more is better. */
  readonly unit: string;
  /** The bars, from above. */
  readonly bars: readonly Bar[];
}

/** The colours of a picture. */
export interface Theme {
  /** Of the title and of numbers. */
  readonly text: string;
  /** Of labels and of the unit. */
  readonly quiet: string;
  /** Of our bars. */
  readonly ours: string;
  /** Of all other bars. */
  readonly others: string;
}

/** For light pages and for dark ones; the picture itself has no ground. */
export const THEMES: Readonly<Record<"light" | "dark", Theme>> = {
  light: {
    text: "#1f2328",
    quiet: "#59636e",
    ours: "#0a7d5a",
    others: "#a9b3bd",
  },
  dark: {
    text: "#f0f6fc",
    quiet: "#9198a1",
    ours: "#3fb68b",
    others: "#586069",
  },
};

const WIDTH = 720;
const LABELS = 220;
const NUMBERS = 80;
const TOP = 56;
const ROW = 30;
const BAR = 18;
const FONT = "font-family='system-ui,-apple-system,Segoe UI,sans-serif'";

/**
 * Draws bars, each with its interval as a line at its end.
 *
 * @param chart What is drawn.
 * @param theme In which colours.
 * @returns SVG.
 */
export function barChart(
  { title, unit, bars }: Chart,
  { text, quiet, ours, others }: Theme,
): string {
  const most = Math.max(...bars.map(({ high }) => high));
  const x = (value: number) =>
    Number(
      (LABELS + value / most * (WIDTH - LABELS - NUMBERS)).toFixed(1),
    );
  const lines = bars.flatMap((bar, i) => {
    const top = TOP + i * ROW;
    const middle = top + BAR / 2;
    const number = Math.round(bar.median).toLocaleString("en");
    return [
      `<text x='${LABELS - 10}' y='${middle + 5}' text-anchor='end' ` +
      `fill='${bar.isOurs ? text : quiet}'${
        bar.isOurs ? " font-weight='600'" : ""
      }>${escaped(bar.label)}</text>`,
      `<rect x='${LABELS}' y='${top}' width='${
        (x(bar.median) - LABELS).toFixed(1)
      }' height='${BAR}' rx='2' fill='${bar.isOurs ? ours : others}'/>`,
      `<path d='M${x(bar.low)} ${middle}H${x(bar.high)}' stroke='${text}'/>`,
      `<text x='${x(bar.high) + 8}' y='${
        middle + 5
      }' fill='${text}'>${number}</text>`,
    ];
  });
  const height = TOP + bars.length * ROW;
  return [
    `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 ${WIDTH} ${height}' ` +
    `width='${WIDTH}' height='${height}' role='img' font-size='14' ${FONT}>`,
    `<title>${escaped(title)}</title>`,
    `<text x='0' y='18' font-size='16' font-weight='600' fill='${text}'>${
      escaped(title)
    }</text>`,
    `<text x='0' y='38' fill='${quiet}'>${escaped(unit)}</text>`,
    ...lines,
    "</svg>",
    "",
  ].join("\n");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
