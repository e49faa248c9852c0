// @ts-check
/**
 * What activation loads lies in dozens of small chunks that are shared with code that is loaded later. To find, open
 * and wrap a file costs more than the code in it, so all of them are bundled into the entry itself, in one scope. What
 * stays of each is a line that hands it out from there, so that there is only ever one instance of a module.
 */
import { build } from 'esbuild';
import path from 'node:path';

/**
 * @param {ReadonlyMap<string, string>} modules the ES module of each output, by its absolute path
 * @param {import('esbuild').Metafile} metafile
 * @param {string} entry the absolute path of the entry; the chunks lie in the folder `chunks` beside it
 * @param {import('esbuild').TransformOptions} toCommonJs
 * @returns {Promise<Map<string, string>>} the CommonJS of the entry and of what was merged into it
 */
export async function mergeChunks(modules, metafile, entry, toCommonJs) {
  const chunks = staticImports(metafile, entry);
  const parts = chunks.map((file, index) => `export * as part${index} from ${JSON.stringify(file)};`);
  const merged = new Set([entry, ...chunks]);
  const { outputFiles } = await build({
    ...toCommonJs,
    stdin: { contents: [`export * from ${JSON.stringify(entry)};`, ...parts].join('\n'), resolveDir: '/' },
    bundle: true,
    write: false,
    external: ['vscode', 'pg-native'],
    plugins: [written(modules, merged)],
    logLevel: 'warning',
  });
  const [program] = outputFiles;
  if (!program) {
    throw new Error('The entry was not bundled.');
  }
  const answers = chunks.map((file, index) => [
    file,
    `module.exports = require('../${path.basename(entry)}').part${index};\n`,
  ]);
  return new Map([[entry, program.text], ...answers]);
}

/**
 * Finds modules among the outputs that are not on the disk yet, and leaves those that are loaded later where they are.
 * @param {ReadonlyMap<string, string>} modules
 * @param {ReadonlySet<string>} merged
 * @returns {import('esbuild').Plugin}
 */
function written(modules, merged) {
  return {
    name: 'written',
    setup(builder) {
      builder.onResolve({ filter: /\.js$/ }, ({ path: wanted, importer }) => {
        const file = path.resolve(path.dirname(importer), wanted);
        if (!modules.has(file)) {
          return undefined;
        }
        return merged.has(file)
          ? { path: file, namespace: 'written' }
          : { path: `./chunks/${path.basename(file)}`, external: true };
      });
      builder.onLoad({ filter: /./, namespace: 'written' }, ({ path: file }) => ({
        contents: modules.get(file),
        loader: 'js',
      }));
    },
  };
}

/**
 * Every chunk that the entry needs at once.
 * @param {import('esbuild').Metafile} metafile
 * @param {string} entry
 */
function staticImports({ outputs }, entry) {
  const byPath = new Map(Object.entries(outputs).map(([file, output]) => [path.resolve(file), output]));
  const found = new Set([entry]);
  for (const file of found) {
    for (const wanted of byPath.get(file)?.imports ?? []) {
      if (wanted.kind === 'import-statement' && byPath.has(path.resolve(wanted.path))) {
        found.add(path.resolve(wanted.path));
      }
    }
  }
  found.delete(entry);
  return [...found];
}
