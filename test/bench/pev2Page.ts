import { build } from 'esbuild';
import { type BrowserContext, errors } from 'playwright-core';
import { repositoryRoot } from '../support/sourceFiles';
import { notedPaint } from './firstPaint';

/** After so many milliseconds PEV2 is not waited for any longer. */
export const pev2Limit = 120_000;

/** PEV2 from npm, in one script and one style sheet. */
export interface Pev2Bundle {
  readonly script: string;
  readonly css: string;
}

export async function bundlePev2(): Promise<Pev2Bundle> {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { createApp } from 'vue';
        import { Plan } from 'pev2';
        import 'bootstrap/dist/css/bootstrap.min.css';
        import 'pev2/dist/pev2.css';
        window.showPev2 = (json) => createApp(Plan, { planSource: json, planQuery: '' }).mount('#app');`,
      resolveDir: repositoryRoot,
    },
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    platform: 'browser',
    outdir: 'pev2',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  const text = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  return { script: text('.js'), css: text('.css') };
}

/**
 * The milliseconds from the JSON to the frame in which PEV2 shows its nodes, or `pev2Limit` when it takes longer.
 * PEV2 finds the plan by the indentation that the server writes: without it, it reads nothing.
 */
export async function paintWithPev2(
  context: BrowserContext,
  { script, css }: Pev2Bundle,
  json: string,
  size: { readonly width: number; readonly height: number },
): Promise<number> {
  const page = await context.newPage();
  try {
    await page.setViewportSize(size);
    // It keeps its options in the storage of an origin.
    const body = `<!doctype html><div id="app" style="height: ${size.height}px"></div>`;
    await page.route('http://pev2.test/**', (route) => route.fulfill({ contentType: 'text/html', body }));
    await page.goto('http://pev2.test/');
    await page.addStyleTag({ content: css });
    await page.addScriptTag({ content: script });
    await page.evaluate(showAndNote, json);
    const painted = await notedPaint(page, pev2Limit);
    if (painted < 0) {
      throw new Error('PEV2 could not read the plan.');
    }
    return painted;
  } catch (error) {
    if (error instanceof errors.TimeoutError) {
      return pev2Limit;
    }
    throw error;
  } finally {
    await page.close();
  }
}

/** Runs in the page, which answers nobody while PEV2 draws: so it begins in a task of its own. */
function showAndNote(json: string): void {
  const noted = window as unknown as { firstPaint?: number; showPev2(json: string): void };
  setTimeout(() => {
    const began = performance.now();
    noted.showPev2(json);
    const look = (): void => {
      if (document.querySelector('.plan-node-body')) {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => (noted.firstPaint = performance.now() - began);
        channel.port2.postMessage(null);
      } else if (document.querySelector('.card.border-danger')) {
        noted.firstPaint = -1;
      } else {
        requestAnimationFrame(look);
      }
    };
    requestAnimationFrame(look);
  }, 0);
}
