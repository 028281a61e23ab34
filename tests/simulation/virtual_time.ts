/**
 * Time that passes only when nothing is left to do, and chance that repeats
 * itself: the same seed gives the same run, to the last step.
 *
 * @module
 */

import { setImmediate } from "node:timers";

interface Sleeper {
  readonly at: number;
  readonly order: number;
  readonly wake: () => void;
}

/** A clock in seconds, with fractions, that everything in a run lives by. */
export class VirtualTime {
  /** The true time; nobody in the run knows it. */
  now = 0;
  readonly #sleepers: Sleeper[] = [];
  #order = 0;

  /**
   * Waits.
   *
   * @param seconds How long.
   */
  sleep(seconds: number): Promise<void> {
    return new Promise((wake) => {
      this.#push({ at: this.now + seconds, order: this.#order++, wake });
    });
  }

  /**
   * Lets time pass: whoever is to wake next wakes, and all that follows from it
   * is done before the one after it does.
   *
   * @param until When to stop.
   */
  async run(until: number): Promise<void> {
    await settled();
    for (
      let next = this.#pop();
      next !== undefined && next.at <= until;
      next = this.#pop()
    ) {
      this.now = next.at;
      next.wake();
      await settled();
    }
  }

  #push(sleeper: Sleeper): void {
    const heap = this.#sleepers;
    let i = heap.push(sleeper) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!isBefore(heap[i]!, heap[parent]!)) return;
      [heap[i], heap[parent]] = [heap[parent]!, heap[i]!];
      i = parent;
    }
  }

  #pop(): Sleeper | undefined {
    const heap = this.#sleepers;
    const [first] = heap;
    const last = heap.pop();
    if (heap.length === 0 || last === undefined) return first;
    heap[0] = last;
    for (let i = 0;;) {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      let least = i;
      if (left < heap.length && isBefore(heap[left]!, heap[least]!)) {
        least = left;
      }
      if (right < heap.length && isBefore(heap[right]!, heap[least]!)) {
        least = right;
      }
      if (least === i) return first;
      [heap[i], heap[least]] = [heap[least]!, heap[i]!];
      i = least;
    }
  }
}

function isBefore(a: Sleeper, b: Sleeper): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** A turn of the event loop comes after every promise that can settle. */
function settled(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** Chance from a seed. */
export class Chance {
  #state: number;

  /** @param seed Any number. */
  constructor(seed: number) {
    this.#state = Math.imul(seed + 1, 0x9e3779b1);
  }

  /** A number from 0 to 1, without 1. */
  fraction(): number {
    // A linear step, mixed: enough to choose with, and quick.
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) | 0;
    let x = this.#state;
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
  }

  /** A number in a range. */
  between(least: number, most: number): number {
    return least + this.fraction() * (most - least);
  }

  /** A whole number in a range, both ends included. */
  integer(least: number, most: number): number {
    return Math.floor(this.between(least, most + 1));
  }

  /** Whether something happens that has this probability. */
  happens(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** One of several. */
  pick<T>(choices: readonly T[]): T {
    return choices[this.integer(0, choices.length - 1)]!;
  }

  /** How long until something that happens every so many seconds. */
  wait(mean: number): number {
    return -Math.log(1 - this.fraction()) * mean;
  }
}
