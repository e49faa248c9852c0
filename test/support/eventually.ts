import { setTimeout } from 'node:timers/promises';

/** Looks again and again until it is so; false when it is still not so after ten seconds. */
export async function eventually(isSo: () => Promise<boolean>): Promise<boolean> {
  const end = Date.now() + 10_000;
  while (Date.now() < end) {
    if (await isSo()) {
      return true;
    }
    await setTimeout(20);
  }
  return false;
}
