import type { Page } from 'playwright-core';

declare global {
  interface Window {
    /** What the key that was waited for took. */
    measuredKeystroke?: Promise<number>;
  }
}

/** Milliseconds, by the clock of the page, from a key until the first row of the quick input with the text is painted. */
export async function keystroke(page: Page, key: string, text: string): Promise<number> {
  await page.evaluate(waitForKeystroke, text);
  await page.keyboard.press(key);
  return page.evaluate(() => window.measuredKeystroke ?? Promise.reject(new Error('No key was waited for.')));
}

/** Runs in the page. */
function waitForKeystroke(expected: string): void {
  window.measuredKeystroke = new Promise<number>((resolve, reject) => {
    let start = 0;
    const rows = () => [...document.querySelectorAll('.quick-input-list .monaco-list-row')];
    setTimeout(() => {
      const shown = rows().map((each) => each.textContent);
      reject(new Error(`Waited 30 s in vain for ${expected}. There is: ${shown.join(' | ')}`));
    }, 30_000);
    const look = () => {
      const first = rows().find((each) => each.getAttribute('data-index') === '0');
      if (start > 0 && first?.textContent.includes(expected) === true) {
        observer.disconnect();
        requestAnimationFrame(() => resolve(performance.now() - start));
      }
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { childList: true, subtree: true, characterData: true });
    document.addEventListener('keydown', () => (start = performance.now()), { capture: true, once: true });
  });
}
