import type { Locator, Page } from 'playwright-core';

/** Milliseconds, by the clock of the page, from the click until a row with the text is painted. */
export async function expansion(page: Page, row: Locator, text: string): Promise<number> {
  const measured = page.evaluate(
    (expected) =>
      new Promise<number>((resolve, reject) => {
        let start = 0;
        setTimeout(() => {
          const rows = [...document.querySelectorAll('.monaco-list-row')].map((each) => each.textContent);
          reject(new Error(`Waited 30 s in vain for ${expected}. There is: ${rows.join(' | ')}`));
        }, 30_000);
        const look = () => {
          const found = [...document.querySelectorAll('.monaco-list-row')].some((each) =>
            each.textContent.includes(expected),
          );
          if (start > 0 && found) {
            observer.disconnect();
            requestAnimationFrame(() => resolve(performance.now() - start));
          }
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { childList: true, subtree: true, characterData: true });
        document.addEventListener('mousedown', () => (start = performance.now()), {
          capture: true,
          once: true,
        });
      }),
    text,
  );
  await row.click();
  return measured;
}
