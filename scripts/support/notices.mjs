// @ts-check
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** The licences of all packages whose files are in the bundles, made from what esbuild says it bundled. */
export async function thirdPartyNotices(root, staging) {
  const folders = new Set();
  for (const name of [
    'host-metafile.json',
    'webview-metafile.json',
    'sandbox-metafile.json',
    'threads-metafile.json',
  ]) {
    const { inputs = {} } = JSON.parse(await readFile(path.join(staging, name), 'utf8'));
    for (const input of Object.keys(inputs)) {
      const folder = packageFolder(input);
      if (folder !== undefined) {
        folders.add(folder);
      }
    }
  }
  const notices = await Promise.all([...folders].sort().map((folder) => notice(path.resolve(root, folder))));
  const head = 'Lakehouse Postgres contains the following software, each under its own licence.';
  return `${[head, ...new Set(notices)].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** `a/node_modules/@x/y/z.js` → `a/node_modules/@x/y`; undefined for a file of ours. */
function packageFolder(input) {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
}

async function notice(folder) {
  const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).find((name) => /^(licen[cs]e|copying)/i.test(name));
  const title = `${manifest.name} ${manifest.version} (${manifest.license ?? 'see its licence'})`;
  if (file === undefined || !existsSync(path.join(folder, file))) {
    return `${title}\n${authors(manifest)}`;
  }
  return `${title}\n\n${(await readFile(path.join(folder, file), 'utf8')).trim()}`;
}

function authors({ author }) {
  const name = typeof author === 'string' ? author : author?.name;
  return name === undefined ? '' : `Copyright ${name}`;
}
