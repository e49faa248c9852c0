import type { Channel } from '../../../src/protocol/rpc';
import { type PageOptions, WebviewBrowser, type WebviewPage } from './webviewBrowser';

/** A browser for the pages of a suite; a page is closed after its test. Call it where the suite is described. */
export function webviewPages(usual: Partial<PageOptions> & Pick<PageOptions, 'name'>) {
  let browser: WebviewBrowser;
  let view: WebviewPage | undefined;

  before(async () => {
    browser = await WebviewBrowser.open();
  });

  afterEach(async () => {
    await view?.close();
    view = undefined;
  });

  after(() => browser.close());

  return {
    open: async (options: Partial<PageOptions>, connect: (channel: Channel) => void): Promise<WebviewPage> =>
      (view = await browser.page({ width: 1200, height: 800, ...usual, ...options }, connect)),
  };
}
