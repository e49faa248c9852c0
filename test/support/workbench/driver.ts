import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Frame, Locator, Page } from 'playwright-core';
import { until } from './until';

/** The themes that screenshots are made in, by the names that the workbench gives them. */
export const themes = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  highContrast: 'Default High Contrast',
} as const;
export type Theme = keyof typeof themes;

/** Does in the page of a workbench what a person does: keys, clicks, and reading what is on the screen. */
export class WorkbenchDriver {
  private constructor(readonly page: Page) {}

  /** Opens a folder in the workbench at `url` and waits until it can be used. */
  static async open(page: Page, url: string, folder: string): Promise<WorkbenchDriver> {
    const address = new URL(url);
    address.searchParams.set('folder', pathToFileURL(path.resolve(folder)).pathname);
    await page.goto(address.href);
    await page.locator('.monaco-workbench .part.statusbar .statusbar-item').first().waitFor();
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
    return new WorkbenchDriver(page);
  }

  /** Gives the window the colours of a theme. */
  async chooseTheme(theme: Theme): Promise<void> {
    await this.beginCommand('Preferences: Color Theme');
    await this.answerQuickInput(themes[theme].replace('Default ', ''));
    await this.quickInput().waitFor({ state: 'hidden' });
    const kind = { dark: 'vs-dark', light: 'vs', highContrast: 'hc-black' }[theme];
    await this.page.locator(`.monaco-workbench.${kind}`).waitFor();
  }

  /** Runs a command by its title in the palette, such as `Lakehouse: Show Log`. */
  async runCommand(title: string): Promise<void> {
    await this.quickPick(`>${title}`, title, 'F1');
  }

  /** Like `runCommand`, for a command that goes on with questions in the quick input. */
  async beginCommand(title: string): Promise<void> {
    await this.choose(`>${title}`, title, 'F1');
  }

  /** Waits for a question in the quick input, by its title. */
  async quickInputTitled(title: string | RegExp): Promise<void> {
    await this.page.locator('.quick-input-title', { hasText: title }).waitFor();
  }

  /** Presses a button of the dialog that is shown, and returns what the dialog said. */
  async answerDialog(button: string): Promise<string> {
    const dialog = this.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    const text = await dialog.innerText();
    await until(`the end of the dialog ${text}`, async () => {
      // The click is lost where it is taken for the end of the menu that led here.
      const shown = await dialog.innerText({ timeout: 1000 }).catch(() => '');
      if (shown === text) {
        const wanted = dialog.getByRole('button', { name: button, exact: true }).first();
        await wanted.click({ timeout: 2000 }).catch(() => undefined);
      }
      const isGone = dialog.waitFor({ state: 'hidden', timeout: 2000 });
      return isGone.then(
        () => true,
        () => undefined,
      );
    });
    return text;
  }

  /** Types into the quick input that a command has opened, and accepts. */
  async answerQuickInput(text: string): Promise<void> {
    await this.quickInput().fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Replaces what is typed in the quick input, without accepting. */
  async typeQuickInput(text: string): Promise<void> {
    await this.quickInput().fill(text);
  }

  /** Waits for a question that hides what is typed, and answers it. */
  async answerPassword(title: RegExp, password: string): Promise<void> {
    await this.page.locator('.quick-input-widget .quick-input-title', { hasText: title }).waitFor();
    await this.page.locator('.quick-input-widget input[type="password"]').waitFor();
    await this.answerQuickInput(password);
  }

  /** Chooses the entry with this label from the quick pick that a command has opened. */
  async chooseQuickPick(label: string): Promise<void> {
    await this.quickPickRow(label).click();
  }

  /** Opens a file of the workspace by its name, and puts the cursor at its beginning. */
  async openFile(name: string): Promise<void> {
    await this.quickPick(name, path.basename(name), 'Control+p');
    await this.page
      .locator('.tab.active', { hasText: path.basename(name) })
      .first()
      .waitFor();
    await this.page.locator('.editor-instance .view-line').first().waitFor();
  }

  /** Puts the cursor of the active editor at a place; line and column count from 1. */
  async goTo(line: number, column = 1): Promise<void> {
    await this.page.keyboard.press('Control+p');
    await this.quickInput().fill(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await this.quickInput().waitFor({ state: 'hidden' });
  }

  /** Shows a view container by the name on its icon in the activity bar. */
  async openContainer(name: string): Promise<void> {
    const icon = this.page.locator(`.activitybar .action-item a[aria-label^="${name}"]`).first();
    await icon.waitFor();
    const shown = this.page.locator('.sidebar .composite.title h2', { hasText: name });
    if (!(await shown.isVisible())) {
      await icon.click();
    }
    await shown.waitFor();
  }

  /** Drags the edge of the sidebar until the sidebar is about so wide, in CSS pixels. */
  async widenSidebar(width: number): Promise<void> {
    const box = await this.page.locator('.part.sidebar').boundingBox();
    if (box === null) {
      throw new Error('The sidebar is not shown.');
    }
    const { mouse } = this.page;
    await mouse.move(box.x + box.width, box.y + box.height / 2);
    await mouse.down();
    await mouse.move(box.x + width, box.y + box.height / 2, { steps: 4 });
    await mouse.up();
  }

  /** Closes a view, so that the others of its container have more room. */
  closeView(name: string): Promise<void> {
    return this.foldView(name, 'true');
  }

  openView(name: string): Promise<void> {
    return this.foldView(name, 'false');
  }

  /** Clicks on the head of a view that is open (`true`) or closed. */
  private async foldView(name: string, whenExpanded: 'true' | 'false'): Promise<void> {
    const head = this.page.locator('.pane-header', { hasText: name });
    if ((await head.getAttribute('aria-expanded')) === whenExpanded) {
      await head.click();
    }
  }

  /** Opens the tree items on a path, one below the other, and returns the row of the last. */
  async expandPath(view: string, labels: readonly string[]): Promise<Locator> {
    let row: Locator | undefined;
    for (const [depth, label] of labels.entries()) {
      row = await this.treeRow(view, label, depth + 1);
      if (depth < labels.length - 1) {
        await expand(row);
      }
    }
    if (row === undefined) {
      throw new Error('A path in a tree has at least one label.');
    }
    return row;
  }

  /** Opens one tree item so that its children are loaded and shown. */
  async expand(row: Locator): Promise<void> {
    await expand(row);
  }

  /** Closes one tree item. */
  async collapse(row: Locator): Promise<void> {
    if ((await row.getAttribute('aria-expanded')) === 'true') {
      await row.locator('.monaco-tl-twistie').click();
    }
  }

  /** The row of a tree item with exactly this label; levels count from 1. */
  async treeRow(view: string, label: string, level: number): Promise<Locator> {
    const rows = this.viewRows(view).and(this.page.locator(`[aria-level="${level}"]`));
    const row = rows.filter({
      has: this.page.locator('.label-name').filter({ hasText: exactly(label) }),
    });
    await until(
      `the item ${label} in ${view}`,
      async () => ((await row.count()) > 0 ? true : undefined),
      async () => `There is: ${(await this.treeTexts(view)).join(' | ')}`,
    );
    return row.first();
  }

  /** What the rows of a tree say, from top to bottom, label and description, indented by their level. */
  async treeTexts(view: string): Promise<string[]> {
    const rows = await this.viewRows(view).evaluateAll((elements) =>
      elements
        .map((element) => ({
          top: Number.parseFloat((element as HTMLElement).style.top),
          level: Number(element.getAttribute('aria-level') ?? '1'),
          text: [...element.querySelectorAll('.label-name, .label-description')]
            .map((part) => part.textContent)
            .filter((part) => part !== '')
            .join('  '),
        }))
        .sort((one, other) => one.top - other.top),
    );
    return rows.map((row) => '  '.repeat(row.level - 1) + row.text);
  }

  /** The frame of a webview whose text contains `text`. A webview's content is two frames down. */
  async webviewWith(text: string | RegExp): Promise<Frame> {
    return until(
      `a webview with ${String(text)}`,
      async () => {
        for (const [frame, content] of await this.webviewTexts()) {
          if (typeof text === 'string' ? content.includes(text) : text.test(content)) {
            return frame;
          }
        }
        return undefined;
      },
      async () =>
        `There is: ${[...(await this.webviewTexts()).values()].join(' | ')} ${(await this.notifications()).join(' | ')}`,
    );
  }

  /** The visible text of each webview. */
  async webviewTexts(): Promise<Map<Frame, string>> {
    const texts = new Map<Frame, string>();
    for (const frame of this.page.frames().filter((each) => each.parentFrame()?.parentFrame())) {
      // A frame may go away while it is read.
      texts.set(frame, await frame.evaluate(() => document.body.innerText).catch(() => ''));
    }
    return texts;
  }

  /**
   * The messages that are shown at the corner of the window. A workbench that a test drives lists them only after
   * `Notifications: Show Notifications`.
   */
  async notifications(): Promise<string[]> {
    return this.page.locator('.notification-list-item-message').allInnerTexts();
  }

  /** Waits for a message that matches. */
  async notification(text: RegExp): Promise<string> {
    return until(`the message ${String(text)}`, async () =>
      (await this.notifications()).find((each) => text.test(each)),
    );
  }

  async dismissNotifications(): Promise<void> {
    if ((await this.notifications()).length > 0) {
      await this.runCommand('Notifications: Clear All Notifications');
    }
  }

  /** The texts of the status bar, from left to right. */
  async statusBar(): Promise<string[]> {
    const texts = await this.page.locator('.part.statusbar .statusbar-item').allInnerTexts();
    return texts.map((text) => text.trim()).filter((text) => text !== '');
  }

  /** Waits for a text of the status bar that matches. */
  async statusBarItem(text: RegExp): Promise<string> {
    return until(
      `${String(text)} in the status bar`,
      async () => (await this.statusBar()).find((each) => text.test(each)),
      async () => `There is: ${(await this.statusBar()).join(' | ')}`,
    );
  }

  /** The error mark in the active editor. */
  async errorMark(): Promise<Locator> {
    const mark = this.page.locator('.editor-instance .squiggly-error').first();
    await mark.waitFor({ timeout: 30_000 });
    return mark;
  }

  /** What the Problems panel lists. */
  async problems(): Promise<string[]> {
    await this.runCommand('Problems: Focus on Problems View');
    const rows = this.page.locator('.markers-panel .monaco-list-row');
    await rows.first().waitFor();
    return rows.allInnerTexts();
  }

  /** Everything that the page holds, hidden or not, with labels and attributes, of all its frames. */
  async everything(): Promise<string> {
    const contents = await Promise.all(this.page.frames().map((frame) => frame.content().catch(() => '')));
    return contents.join('\n');
  }

  /** Waits until the actions above the statements of an SQL document are shown. */
  async codeLens(text: string): Promise<void> {
    await this.page.locator('.editor-instance .codelens-decoration', { hasText: text }).first().waitFor();
  }

  /** Saves a picture of the window, without a blinking cursor and without hovers. */
  async screenshot(file: string): Promise<void> {
    await this.page.mouse.move(2, 2);
    await until('hovers to go away', async () => {
      const hovers = this.page.locator('.monaco-hover:visible, .workbench-hover:visible');
      return (await hovers.count()) === 0 ? true : undefined;
    });
    await this.page.screenshot({ path: file, caret: 'hide', animations: 'disabled' });
  }

  private viewRows(view: string): Locator {
    const header = this.page.locator(
      `.pane-header[aria-label^="${view} "], .pane-header[aria-label="${view}"]`,
    );
    return this.page
      .locator('.pane', { has: header })
      .locator('.pane-body .monaco-list-rows > .monaco-list-row');
  }

  private quickInput(): Locator {
    return this.page.locator('.quick-input-widget:not([style*="display: none"]) input.input').first();
  }

  private quickPickRow(label: string): Locator {
    return this.page
      .locator('.quick-input-list .monaco-list-row')
      .filter({ has: this.page.locator('.label-name').filter({ hasText: exactly(label) }) })
      .first();
  }

  private async quickPick(text: string, label: string, key: string): Promise<void> {
    await this.choose(text, label, key);
    await this.quickInput().waitFor({ state: 'hidden' });
    // What lies below the list would soon show a hover.
    await this.page.mouse.move(2, 2);
  }

  /** A page that has just loaded may take the focus, and the quick input closes then. */
  private async choose(text: string, label: string, key: string): Promise<void> {
    await until(`${label} in the quick input`, async () => {
      if (!(await this.quickInput().isVisible())) {
        await this.page.keyboard.press(key);
      }
      try {
        await this.quickInput().fill(text, { timeout: 3000 });
        await this.quickPickRow(label).click({ timeout: 10_000 });
        return true;
      } catch {
        return undefined;
      }
    });
  }
}

async function expand(row: Locator): Promise<void> {
  await row.scrollIntoViewIfNeeded();
  if ((await row.getAttribute('aria-expanded')) === 'false') {
    await row.locator('.monaco-tl-twistie').click();
  }
}

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
}
