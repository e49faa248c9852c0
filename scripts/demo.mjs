// @ts-check
/**
 * Shows the extension at work: packages it, starts a PostgreSQL with the sample lakehouse, and opens the folder demo/
 * in VS Code, with user data and extensions of its own. Everything stops with Ctrl+C.
 *
 * Usage: npm run demo [-- --scale N]   more data: 1 is twenty thousand payments, 100 two millions
 *        npm run demo -- --check       walks the main job headless, in dark and light, and saves screenshots
 *        npm run demo -- --browser     the workbench in the browser, also where a desktop VS Code is
 *        npm run screenshots           the pictures of the README: --check --theme dark --pictures docs/images
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { main, root, run, Sentence, step } from './support/bootstrap.mjs';

const require = createRequire(import.meta.url);
const workspace = path.join(root, 'demo');
const home = path.join(root, 'out', 'demo');

await main(async (args) => {
  const { values } = parseArgs({
    args,
    options: {
      check: { type: 'boolean', default: false },
      browser: { type: 'boolean', default: false },
      scale: { type: 'string', default: '1' },
      theme: { type: 'string', multiple: true, default: ['dark', 'light'] },
      pictures: { type: 'string', default: 'out/screenshots' },
    },
  });
  const scale = Number(values.scale);
  if (!(scale > 0)) {
    throw new Sentence('--scale takes a number above 0.');
  }
  await step('Building', async () => {
    if ((await run(process.execPath, [path.join(root, 'scripts/build.mjs')])) !== 0) {
      throw new Sentence('The build failed. See the lines above.');
    }
  });
  const { packageExtension } = support('workbench/installedWorkbench');
  const vsix = await step('Packaging the extension', async () => {
    const file = await packageExtension();
    console.log(`  ${path.relative(root, file)}`);
    return file;
  });
  const server = await step(`Starting PostgreSQL 18 with the sample lakehouse, scale ${scale}`, async () => {
    const started = await support('demoServer').startDemoServer(scale);
    console.log(
      `  PostgreSQL ${started.versionText}, 127.0.0.1:${started.port}, database ${started.database}`,
    );
    return started;
  });
  try {
    return values.check ? await check(vsix, server, values) : await show(vsix, server, values.browser);
  } finally {
    await server.dispose();
  }
});

function support(name) {
  return require(path.join(root, 'out/test/support', `${name}.js`));
}

/** Walks the main job in each theme. @throws what did not happen. */
async function check(vsix, server, { theme: themes, pictures }) {
  const { openInstalledWorkbench } = support('workbench/installedWorkbench');
  const { walkMainJob } = support('workbench/mainJob');
  const say = (line) => console.log(`  ${line}`);
  for (const theme of themes) {
    const picture = (name) => path.resolve(root, pictures, `${name}-${theme}.png`);
    await step(`Walking the main job, ${theme}`, async () => {
      const { settings, environment } = server;
      const options = { vsix, workspace, theme, settings, environment };
      const opened = await openInstalledWorkbench(options, say);
      try {
        await walkMainJob(opened.driver, { say, picture });
      } catch (error) {
        await opened.driver.screenshot(picture('failed'));
        throw error;
      } finally {
        await opened.close();
      }
    });
  }
  console.log(`\nThe main job works. The screenshots are in ${pictures}.`);
  return 0;
}

async function show(vsix, server, inBrowser) {
  const { findDesktop } = support('workbench/desktop');
  const { writeUserSettings } = support('workbench/userSettings');
  const userDataDir = path.join(home, 'user-data');
  const extensionsDir = path.join(home, 'extensions');
  await writeUserSettings(userDataDir, server.settings);
  const desktop = inBrowser ? undefined : findDesktop();
  const place = { userDataDir, extensionsDir, vsix, environment: server.environment };
  return desktop === undefined ? showInBrowser(place) : showOnDesktop(desktop, place);
}

async function showOnDesktop(desktop, { userDataDir, extensionsDir, vsix, environment }) {
  const { resolveCliArgsFromVSCodeExecutablePath } = require('@vscode/test-electron');
  const [cli, ...cliArgs] = resolveCliArgsFromVSCodeExecutablePath(desktop, { reuseMachineInstall: true });
  const folders = ['--user-data-dir', userDataDir, '--extensions-dir', extensionsDir];
  const noSandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  await step(`Installing the extension into ${desktop}`, async () => {
    const args = [...cliArgs, ...folders, ...noSandbox, '--install-extension', vsix, '--force'];
    const code = await run(cli, args, { shell: process.platform === 'win32' });
    if (code !== 0) {
      throw new Sentence('VS Code did not install the extension. See the lines above.');
    }
  });
  console.log('\nVS Code is opening. Close its window or press Ctrl+C here to stop the demo.');
  const child = spawn(desktop, [...folders, ...noSandbox, '--new-window', workspace], {
    stdio: 'ignore',
    env: { ...process.env, ...environment },
  });
  await Promise.race([new Promise((resolve) => child.once('close', resolve)), interrupted()]);
  child.kill();
  return 0;
}

async function showInBrowser({ userDataDir, extensionsDir, vsix, environment }) {
  const { ensureWorkbench } = support('workbench/workbenchPackage');
  const { installVsix, startWorkbenchServer } = support('workbench/workbenchServer');
  const folder = await ensureWorkbench('newest', console.log);
  const options = { folder, userDataDir, extensionsDir, trustEverything: true, environment };
  const server = await step('Installing the extension and starting VS Code', async () => {
    await installVsix(options, vsix);
    return startWorkbenchServer(options);
  });
  const url = new URL(server.url);
  url.searchParams.set('folder', workspace.split(path.sep).join('/'));
  console.log(
    `\nOpen this address in Chrome, Edge or Firefox. Press Ctrl+C to stop the demo.\n\n  ${url.href}\n`,
  );
  await interrupted();
  await server.stop();
  return 0;
}

/** Waits for Ctrl+C, or for whoever started us to end us. */
function interrupted() {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.once(signal, () => {
        console.log('\nStopping.');
        resolve(undefined);
      });
    }
  });
}
