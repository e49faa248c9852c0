import type { Channel } from '../../../src/protocol/rpc';
import { type PageOptions, WebviewBrowser, type WebviewPage } from './webviewBrowser';

/** Opens pages of a suite. */
export interface WebviewSuite {
  page(options: PageOptions, connect: (channel: Channel) => void): Promise<WebviewPage>;
}

/** For a suite of mocha: one browser, in which the pages of each test are closed after it. */
export function useWebview(): WebviewSuite {
  let browser: WebviewBrowser;
  const pages: WebviewPage[] = [];
  before(async () => {
    browser = await WebviewBrowser.open();
  });
  afterEach(async () => {
    await Promise.all(pages.splice(0).map((page) => page.close()));
  });
  after(() => browser.close());
  return {
    page: async (options, connect) => {
      const page = await browser.page(options, connect);
      pages.push(page);
      return page;
    },
  };
}
