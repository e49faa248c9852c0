// @ts-check
/**
 * Builds everything with esbuild:
 * - `dist/extension.js` and its chunks, the host bundle. A dynamic `import()` in the source becomes a chunk that is
 *   loaded only when it is needed, so that activation loads little.
 * - `dist/webview/<name>.js`, one bundle for each folder of `webview/` that has a `main.ts`.
 * - `dist/threads`, the programs of worker threads.
 * - `dist/cli`, the programs for the command line.
 * - `dist/sandbox`, the two programs of the sandbox with what PGlite needs.
 * - `out/**`, every source and test file on its own, for mocha.
 *
 * Usage: node scripts/build.mjs [--production] [--watch] [--dist FOLDER]
 * With --dist, only the bundles are made, in FOLDER instead of `dist/`, and nothing else is touched.
 */
import { build, context, transform } from 'esbuild';
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { mergeChunks } from './support/mergeChunks.mjs';
import { buildThreads } from './support/threads.mjs';
import { buildCliPrograms } from './support/cliPrograms.mjs';
import { buildSandboxPrograms } from './support/sandboxPrograms.mjs';

const root = path.resolve(import.meta.dirname, '..');
const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
const elsewhere = process.argv.includes('--dist')
  ? path.resolve(process.argv[process.argv.indexOf('--dist') + 1] ?? '')
  : undefined;
const dist = elsewhere ?? path.join(root, 'dist');

/** @type {import('esbuild').TransformOptions} */
const commonJs = {
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  minify: production,
  sourcemap: production ? false : 'inline',
  supported: { 'dynamic-import': false },
};

/**
 * VS Code hands out its API as one plain object. As an ES module it would be copied, property by property, for every
 * module that imports it: a third of the time of a start.
 * @param {string} module
 */
function withPlainApi(module) {
  return module.replace(/^import \* as (\w+) from "vscode";$/gm, 'var $1 = require("vscode");');
}

/** Turns the ES modules that esbuild can split into the CommonJS that every supported VS Code loads. */
const toCommonJs = {
  name: 'to-common-js',
  /** @param {import('esbuild').PluginBuild} builder */
  setup(builder) {
    builder.onEnd(async (result) => {
      const files = (result.outputFiles ?? []).filter((file) => file.path.endsWith('.js'));
      const modules = new Map(files.map((file) => [file.path, withPlainApi(file.text)]));
      await mkdir(path.join(dist, 'chunks'), { recursive: true });
      // While developing, a stack trace is worth more than the time of a start.
      const entry = path.join(dist, 'extension.js');
      const merged =
        production && result.metafile
          ? await mergeChunks(modules, result.metafile, entry, commonJs)
          : undefined;
      await Promise.all(
        [...modules].map(async ([file, module]) => {
          const code = merged?.get(file) ?? (await transform(module, commonJs)).code;
          await writeFile(file, code);
        }),
      );
    });
  },
};

/**
 * Compiled code that ssh2 uses where it was built on the machine: it is not shipped, and must not be found in some folder
 * above the extension either. ssh2 catches the error and does without.
 */
const withoutNativeCode = {
  name: 'without-native-code',
  /** @param {import('esbuild').PluginBuild} builder */
  setup(builder) {
    builder.onResolve({ filter: /^cpu-features$|\.node$/ }, ({ path: wanted }) => ({
      path: wanted,
      namespace: 'native-code',
    }));
    builder.onLoad({ filter: /./, namespace: 'native-code' }, () => ({
      contents: "throw new Error('Compiled code is not shipped.');",
      loader: 'js',
    }));
  },
};

/** @type {import('esbuild').BuildOptions} */
const host = {
  entryPoints: { extension: path.join(root, 'src/extension.ts') },
  outdir: dist,
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: ['vscode', 'pg-native'],
  minifySyntax: production,
  sourcemap: production ? false : 'inline',
  write: false,
  metafile: true,
  plugins: [withoutNativeCode, toCommonJs],
  logLevel: 'warning',
};

async function webviewEntries() {
  const folders = await readdir(path.join(root, 'webview'), { withFileTypes: true });
  return folders
    .filter(
      (folder) => folder.isDirectory() && existsSync(path.join(root, 'webview', folder.name, 'main.ts')),
    )
    .map((folder) => ({ in: path.join(root, 'webview', folder.name, 'main.ts'), out: folder.name }));
}

/** @returns {Promise<import('esbuild').BuildOptions>} */
async function webviews() {
  return {
    entryPoints: await webviewEntries(),
    outdir: path.join(dist, 'webview'),
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'chrome128',
    minify: production,
    sourcemap: production ? false : 'inline',
    loader: { '.css': 'text' },
    metafile: true,
    logLevel: 'warning',
  };
}

/** @returns {Promise<import('esbuild').BuildOptions>} */
async function loose() {
  const files = [];
  for (const folder of ['src', 'webview', 'test']) {
    for (const entry of await readdir(path.join(root, folder), { recursive: true })) {
      if (entry.endsWith('.ts') && !entry.endsWith('.d.ts')) {
        files.push(path.join(root, folder, entry));
      }
    }
  }
  return {
    entryPoints: files,
    outdir: path.join(root, 'out'),
    outbase: root,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    // A path without an extension, as the sources have it, is found by require() only.
    supported: { 'dynamic-import': false },
    sourcemap: 'inline',
    logLevel: 'warning',
  };
}

async function copyWasm() {
  const source = path.join(root, 'node_modules/libpg-query/wasm/libpg-query.wasm');
  await mkdir(path.join(dist, 'chunks'), { recursive: true });
  await cp(source, path.join(dist, 'chunks', 'libpg-query.wasm'));
}

/** Which files went into which bundle: for the size tests and for the licences of the package. */
async function writeMetafiles(folder, [hostResult, webviewResult, sandboxResult, threadsResult]) {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'host-metafile.json'), JSON.stringify(hostResult?.metafile ?? {}));
  await writeFile(path.join(folder, 'webview-metafile.json'), JSON.stringify(webviewResult?.metafile ?? {}));
  await writeFile(path.join(folder, 'sandbox-metafile.json'), JSON.stringify(sandboxResult?.metafile ?? {}));
  await writeFile(path.join(folder, 'threads-metafile.json'), JSON.stringify(threadsResult?.metafile ?? {}));
}

async function main() {
  // A package that lies beside the bundles stays.
  for (const name of ['extension.js', 'chunks', 'webview']) {
    await rm(path.join(dist, name), { recursive: true, force: true });
  }
  if (elsewhere !== undefined) {
    const results = await Promise.all([host, await webviews()].map((each) => build(each)));
    const sandbox = await buildSandboxPrograms(root, dist, production);
    const threads = await buildThreads(root, dist, production);
    await buildCliPrograms(root, dist, production);
    await writeMetafiles(path.dirname(dist), [...results, sandbox, threads]);
    await copyWasm();
    return;
  }
  await rm(path.join(root, 'out/src'), { recursive: true, force: true });
  await rm(path.join(root, 'out/test'), { recursive: true, force: true });
  await rm(path.join(root, 'out/webview'), { recursive: true, force: true });
  const options = [host, await webviews(), await loose()];
  if (watch) {
    for (const each of options) {
      await (await context(each)).watch();
    }
    await buildSandboxPrograms(root, dist, production);
    await buildThreads(root, dist, production);
    await buildCliPrograms(root, dist, production);
    await copyWasm();
    console.log('Watching for changes.');
    return;
  }
  const results = await Promise.all(options.map((each) => build(each)));
  const sandbox = await buildSandboxPrograms(root, dist, production);
  const threads = await buildThreads(root, dist, production);
  await buildCliPrograms(root, dist, production);
  await writeMetafiles(path.join(root, 'out'), [results[0], results[1], sandbox, threads]);
  await copyWasm();
}

await main();
