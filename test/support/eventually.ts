import { setTimeout } from 'node:timers/promises';

/** Looks again and again until it is so; false when it is still not so after ten seconds, or the milliseconds that are given. */
export async function eventually(isSo: () => Promise<boolean>, within = 10_000): Promise<boolean> {
  const end = Date.now() + within;
  while (Date.now() < end) {
    if (await isSo()) {
      return true;
    }
    await setTimeout(20);
  }
  return false;
}
