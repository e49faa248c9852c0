import { readFileSync } from 'node:fs';
import path from 'node:path';
import assert from 'node:assert/strict';
import type { BrowserContext, Page } from 'playwright-core';
import { Emitter } from '../../../src/base/emitter';
import type { Channel } from '../../../src/protocol/rpc';
import { webviewHtml } from '../../../src/vscode/webview/webviewHtml';
import { repositoryRoot } from '../sourceFiles';
import { ensureBrowser, type HeadlessBrowser, openBrowser } from '../workbench/browser';

export const themes = ['dark', 'light', 'highContrast'] as const;
export type Theme = (typeof themes)[number];

export interface PageOptions {
  /** A bundle of `dist/webview`. */
  readonly name:
    | 'results'
    | 'plan'
    | 'comparePlans'
    | 'connection'
    | 'mart'
    | 'graph'
    | 'lineage'
    | 'import'
    | 'scaffold'
    | 'grants'
    | 'convert'
    | 'partitions'
    | 'rlsMatrix';
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
}

interface ThemeFixture {
  readonly bodyClass: string;
  readonly variables: Readonly<Record<string, string>>;
}

const origin = 'http://webview.test';

/** A real browser that shows our pages as VS Code does: the same HTML and policy, the theme's variables, its API. */
export class WebviewBrowser {
  private constructor(private readonly browser: HeadlessBrowser) {}

  static async open(): Promise<WebviewBrowser> {
    const executable = await ensureBrowser((line) => console.log(line));
    return new WebviewBrowser(await openBrowser(executable, { width: 1000, height: 400, scale: 1 }));
  }

  async close(): Promise<void> {
    await this.browser.close();
  }

  /** Opens a page; `connect` is the host's end, ready before the page says its first word. */
  async page(options: PageOptions, connect: (channel: Channel) => void): Promise<WebviewPage> {
    const page = await this.browser.context.newPage();
    const view = new WebviewPage(page, options);
    await view.open(connect);
    return view;
  }

  get context(): BrowserContext {
    return this.browser.context;
  }
}

/** One page and what went wrong in it. */
export class WebviewPage {
  /** Errors of scripts, and what the Content-Security-Policy refused. */
  readonly problems: string[] = [];

  constructor(
    readonly page: Page,
    private readonly options: PageOptions,
  ) {}

  async open(connect: (channel: Channel) => void): Promise<void> {
    const { page, options } = this;
    const incoming = new Emitter<unknown>();
    page.on('pageerror', (error) => this.problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') {
        this.problems.push(message.text());
      }
    });
    await page.setViewportSize({ width: options.width ?? 1000, height: options.height ?? 400 });
    await page.exposeFunction('hostReceives', (message: unknown) => incoming.fire(message));
    await page.route(`${origin}/**`, async (route) => {
      const { pathname } = new URL(route.request().url());
      await (pathname === '/'
        ? route.fulfill({ contentType: 'text/html', body: pageHtml(options) })
        : route.fulfill({
            contentType: 'text/javascript',
            path: path.join(repositoryRoot, 'dist/webview', path.basename(pathname)),
          }));
    });
    connect({ post: (message) => void this.deliver(message), onMessage: incoming.event });
    await page.goto(`${origin}/`);
  }

  /** VS Code throws a hidden page away and loads it anew; only what it saved itself is left. */
  async reload(): Promise<void> {
    await this.page.reload();
  }

  async screenshot(name: string): Promise<void> {
    const folder = process.env['LAKEHOUSE_SCREENSHOTS'];
    if (folder !== undefined) {
      await this.page.screenshot({ path: path.join(folder, `${name}.png`) });
    }
  }

  /** Rules of WCAG 2.2 AA that the page breaks, as axe sees it. */
  async accessibilityProblems(): Promise<readonly string[]> {
    await this.page.evaluate(axeSource());
    return this.page.evaluate(async () => {
      const { axe } = window as unknown as {
        axe: { run(options: unknown): Promise<{ violations: readonly AxeViolation[] }> };
      };
      const { violations } = await axe.run({
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
      });
      return violations.flatMap(({ id, help, nodes }) =>
        nodes.map((node) => `${id}: ${help}: ${node.html} ${node.failureSummary}`),
      );
    });
  }

  async close(): Promise<void> {
    await this.page.close();
    assert.deepEqual(this.problems, []);
  }

  /** As JSON, which is how messages leave the extension host: what is undefined is not there at the other end. */
  private async deliver(message: unknown): Promise<void> {
    if (!this.page.isClosed()) {
      await this.page
        .evaluate((json) => {
          const data = JSON.parse(json) as unknown;
          window.dispatchEvent(new MessageEvent('message', { data }));
        }, JSON.stringify(message))
        // The page went while the message was on its way, as in VS Code.
        .catch(() => undefined);
    }
  }
}

interface AxeViolation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

function axeSource(): string {
  return readFileSync(path.join(repositoryRoot, 'node_modules/axe-core/axe.min.js'), 'utf8');
}

/** VS Code puts its script and styles before our policy, so that the policy does not bind them. */
function pageHtml({ name, theme }: PageOptions): string {
  const fixture = themeFixtures()[theme ?? 'dark'];
  const variables = Object.entries(fixture.variables).map(([variable, value]) => `${variable}: ${value};`);
  return webviewHtml({ title: name, script: `${origin}/${name}.js`, scriptNonce: 'one', styleNonce: 'two' })
    .replace('<head>', `<head><script>${apiScript}</script><style>html { ${variables.join(' ')} }</style>`)
    .replace('<body>', `<body class="${fixture.bodyClass}">`);
}

const apiScript = `
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => { window.hostReceives(structuredClone(message)); },
    getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
    setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
  });
  document.addEventListener('securitypolicyviolation', (event) => {
    console.error('The policy refused ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample);
  });`;

/** The variables as VS Code 1.139 gives them for Dark Modern, Light Modern and High Contrast; those that we name. */
function themeFixtures(): Readonly<Record<Theme, ThemeFixture>> {
  const file = path.join(repositoryRoot, 'test/fixtures/webview/themes.json');
  return JSON.parse(readFileSync(file, 'utf8')) as Record<Theme, ThemeFixture>;
}
