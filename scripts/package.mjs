// @ts-check
/**
 * Packages the extension as dist/lakehouse-postgres-<version>.vsix, and its program for the command line as
 * dist/lakehouse-cli-<version>.tgz beside it, with these two as the only things it changes there:
 * everything is put together in out/package, so that packaging and testing do not disturb each other.
 *
 * Usage: npm run package
 */
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { main, root, run, Sentence, step } from './support/bootstrap.mjs';
import { packCommandLine } from './support/commandLinePackage.mjs';
import { thirdPartyNotices } from './support/notices.mjs';

const require = createRequire(import.meta.url);
const staging = path.join(root, 'out', 'package');

/** What the package holds beside the bundles; what a checkout does not have yet is left out. */
const files = [
  'README.md',
  'docs/images',
  'docs/SANDBOX.md',
  'CHANGELOG.md',
  'LICENSE',
  'media',
  'syntaxes',
  '.vscodeignore',
];

await main(async () => {
  const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  const vsix = path.join(root, 'dist', `${manifest.name}-${manifest.version}.vsix`);
  await step('Packaging the extension', async () => {
    await rm(staging, { recursive: true, force: true });
    await mkdir(path.dirname(vsix), { recursive: true });
    const build = path.join(root, 'scripts', 'build.mjs');
    const args = [build, '--production', '--dist', path.join(staging, 'dist')];
    if ((await run(process.execPath, args)) !== 0) {
      throw new Sentence('The build failed, so nothing was packaged.');
    }
    await stage(manifest);
    await createVsix(vsix);
    await packCommandLine(root, staging, path.dirname(vsix));
    const { size } = await stat(vsix);
    console.log(`  ${path.relative(root, vsix)}, ${(size / 1024 / 1024).toFixed(2)} MB`);
  });
  return 0;
});

async function stage(manifest) {
  for (const file of files.filter((each) => existsSync(path.join(root, each)))) {
    await cp(path.join(root, file), path.join(staging, file), { recursive: true });
  }
  // Who installs the package needs neither our scripts nor our tools, and everything else is in the bundles.
  const published = { ...manifest, scripts: undefined, devDependencies: undefined, dependencies: undefined };
  await writeFile(path.join(staging, 'package.json'), `${JSON.stringify(published, undefined, 2)}\n`);
  await writeFile(path.join(staging, 'THIRD-PARTY-NOTICES.txt'), await thirdPartyNotices(root, staging));
}

async function createVsix(vsix) {
  const { createVSIX } = require('@vscode/vsce');
  await createVSIX({
    cwd: staging,
    packagePath: vsix,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
    skipLicense: !existsSync(path.join(staging, 'LICENSE')),
  });
}
