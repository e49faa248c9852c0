// @ts-check
import { cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { run, Sentence } from './bootstrap.mjs';

/** Packs `lakehouse`, the program for the command line, as an npm tarball into a folder. It needs nothing but Node. */
export async function packCommandLine(root, staging, folder) {
  const { version, license } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  const place = path.join(root, 'out', 'command-line');
  await rm(place, { recursive: true, force: true });
  await mkdir(place, { recursive: true });
  for (const program of ['lakehouse.js', 'jinja.js']) {
    await cp(path.join(staging, 'dist', 'cli', program), path.join(place, program));
  }
  for (const name of ['LICENSE', 'THIRD-PARTY-NOTICES.txt']) {
    await cp(path.join(staging, name), path.join(place, name));
  }
  await cp(path.join(root, 'docs', 'COMMAND_LINE.md'), path.join(place, 'README.md'));
  const manifest = {
    name: 'lakehouse-cli',
    version,
    description:
      'Checks of dbt projects and query plans and tests of row security on PostgreSQL, for build servers.',
    license,
    bin: { lakehouse: 'lakehouse.js' },
    engines: { node: '>=20' },
  };
  await writeFile(path.join(place, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  const npm = process.env['npm_execpath'];
  const args = ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder];
  // Under npm its own program is known; a shell finds npm.cmd on Windows.
  const code =
    npm === undefined
      ? await run('npm', args, { cwd: place, shell: process.platform === 'win32' })
      : await run(process.execPath, [npm, ...args], { cwd: place });
  if (code !== 0) {
    throw new Sentence('npm pack failed, so there is no package for the command line.');
  }
  const { size } = await stat(path.join(folder, `${manifest.name}-${version}.tgz`));
  console.log(`  ${manifest.name}-${version}.tgz, ${(size / 1024 / 1024).toFixed(2)} MB`);
}
