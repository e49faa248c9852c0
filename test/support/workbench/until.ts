import { setTimeout as delay } from 'node:timers/promises';

/** How long anything in the workbench may take before a test gives up. It is no measure of speed. */
const limitMs = 30_000;

/**
 * Looks again and again until there is something to see, and returns it.
 * @throws Error naming what was waited for, and what was there instead.
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined>,
  instead: () => Promise<string> = () => Promise.resolve(''),
  patienceMs = limitMs,
): Promise<T> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) {
      return seen;
    }
    if (Date.now() > end) {
      throw new Error(
        `Waited ${patienceMs / 1000} s in vain for ${what}. ${await instead().catch(() => '')}`.trim(),
      );
    }
    await delay(50);
  }
}
