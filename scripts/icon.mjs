// @ts-check
/** Draws media/icon.png, which the Marketplace wants, from media/icon.svg. Usage: npm run icon */
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { main, root } from './support/bootstrap.mjs';

const require = createRequire(import.meta.url);

await main(async () => {
  const { ensureBrowser, openBrowser } = require(path.join(root, 'out/test/support/workbench/browser.js'));
  const svg = await readFile(path.join(root, 'media/icon.svg'), 'utf8');
  const size = { width: 256, height: 256, scale: 1 };
  const browser = await openBrowser(await ensureBrowser(console.log), size);
  try {
    const page = await browser.context.newPage();
    await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${svg}`);
    await writeFile(path.join(root, 'media/icon.png'), await page.screenshot({ omitBackground: true }));
  } finally {
    await browser.close();
  }
  return 0;
});
