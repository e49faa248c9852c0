// @ts-check
/**
 * Makes the pictures of the walkthrough: installs the packaged extension in a headless VS Code and takes its five steps in
 * three themes.
 *
 * Usage: npm run walkthrough
 */
import { createRequire } from 'node:module';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { main, root, run, Sentence, step } from './support/bootstrap.mjs';

const require = createRequire(import.meta.url);
const names = { dark: 'dark', light: 'light', highContrast: 'contrast' };

await main(async () => {
  if ((await run(process.execPath, [path.join(root, 'scripts/build.mjs')])) !== 0) {
    throw new Sentence('The build failed. See the lines above.');
  }
  const { openInstalledWorkbench, packageExtension } = support('installedWorkbench');
  const { walkSandbox } = support('sandboxWalk');
  const vsix = await packageExtension();
  const workspace = path.join(await mkdtemp(path.join(os.tmpdir(), 'lakehouse-walkthrough-')), 'lakehouse');
  try {
    await mkdir(workspace);
    await writeFile(path.join(workspace, 'notes.md'), '');
    for (const [theme, name] of Object.entries(names)) {
      await step(`Walking through, ${theme}`, async () => {
        const settings = { 'workbench.startupEditor': 'none' };
        const options = { vsix, workspace, theme, settings, environment: {} };
        const opened = await openInstalledWorkbench(options, console.log);
        try {
          await opened.driver.page.setViewportSize({ width: 860, height: 600 });
          const picture = (scene) => path.join(root, 'media/walkthrough', `${scene}-${name}.png`);
          await walkSandbox(opened.driver, { say: (line) => console.log(`  ${line}`), picture });
        } catch (error) {
          await opened.driver.screenshot(path.join(root, 'out/screenshots/failed-walkthrough.png'));
          throw error;
        } finally {
          await opened.close();
        }
      });
    }
  } finally {
    await rm(path.dirname(workspace), { recursive: true, force: true });
  }
  return 0;
});

function support(name) {
  return require(path.join(root, 'out/test/support/workbench', `${name}.js`));
}
