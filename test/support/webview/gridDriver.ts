import type { Locator, Page } from 'playwright-core';

/** What the tests see of a grid: through its roles and positions, as assistive technology does. */
export class GridDriver {
  readonly grid: Locator;

  constructor(private readonly page: Page) {
    this.grid = page.getByRole('grid');
  }

  /** The element of a cell by its zero-based row and column. */
  cell(row: number, column: number): Locator {
    return this.page.locator(
      `.grid-row:not([hidden])[aria-rowindex="${row + 2}"] > .grid-cell[aria-colindex="${column + 2}"]`,
    );
  }

  head(column: number): Locator {
    return this.page.locator(`.grid-head-cell[aria-colindex="${column + 2}"]`);
  }

  /** Waits until a cell shows a text, and its whole text is that. */
  async shows(row: number, column: number, text: string): Promise<void> {
    await this.cell(row, column)
      .and(this.page.getByText(text, { exact: true }))
      .waitFor();
  }

  /** Where the keyboard is, as `row:column`, by what assistive technology is told. */
  async active(): Promise<string> {
    await this.frame();
    return this.grid.evaluate((grid) => {
      const cell = document.getElementById(grid.getAttribute('aria-activedescendant') ?? '');
      const row = Number(cell?.parentElement?.getAttribute('aria-rowindex')) - 2;
      return `${row}:${Number(cell?.getAttribute('aria-colindex')) - 2}`;
    });
  }

  /** The selected cells in sight, as `row:column`, in order. */
  async selected(): Promise<readonly string[]> {
    await this.frame();
    return this.grid.evaluate((grid) =>
      [...grid.querySelectorAll('.grid-row:not([hidden]) > .grid-cell[aria-selected="true"]:not([hidden])')]
        .map((cell) => [
          Number(cell.parentElement?.getAttribute('aria-rowindex')) - 2,
          Number(cell.getAttribute('aria-colindex')) - 2,
        ])
        .sort(([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d)
        .map((place) => place.join(':')),
    );
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.page.keyboard.press(key);
    }
  }

  /** Waits until what was asked for has been drawn. */
  async frame(): Promise<void> {
    await this.page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
  }

  elementCount(): Promise<number> {
    return this.page.evaluate(() => document.querySelectorAll('*').length);
  }
}
