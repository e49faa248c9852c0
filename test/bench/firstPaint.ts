import type { Page } from 'playwright-core';

interface Noted {
  firstPaint?: number;
}

/** Runs in a page: notes the time from the next long message of the host to the frame in which `row` is seen. */
export function notePaintAfterMessage(row: string): void {
  window.addEventListener(
    'message',
    (event: MessageEvent<unknown>) => {
      // Other answers of the host are short.
      if (JSON.stringify(event.data).length < 100_000) {
        return;
      }
      const began = performance.now();
      const look = (): void => {
        if (document.querySelector(row)) {
          const channel = new MessageChannel();
          channel.port1.onmessage = () => ((window as Noted).firstPaint = performance.now() - began);
          channel.port2.postMessage(null);
        } else {
          requestAnimationFrame(look);
        }
      };
      requestAnimationFrame(look);
    },
    { capture: true },
  );
}

/** What was noted, in milliseconds. Throws Playwright's TimeoutError after `timeout` milliseconds. */
export async function notedPaint(page: Page, timeout = 30_000): Promise<number> {
  const found = await page.waitForFunction(() => (window as Noted).firstPaint, undefined, { timeout });
  return (await found.jsonValue()) ?? Number.NaN;
}
