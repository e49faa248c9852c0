// @ts-check
/**
 * What activation loads lies in dozens of small chunks that are shared with code that is loaded later. To find, open
 * and wrap a file costs more than the code in it, so all of them are written into the entry itself. What stays of each
 * is a line that hands it out from there, so that there is only ever one instance of a module.
 */
import path from 'node:path';

/**
 * @param {Map<string, string>} files the CommonJS of each output, by its absolute path
 * @param {import('esbuild').Metafile} metafile
 * @param {string} entry the absolute path of the entry; the chunks lie in the folder `chunks` beside it
 * @returns {Map<string, string>} what is to be written
 */
export function mergeChunks(files, metafile, entry) {
  const merged = staticImports(metafile, entry);
  const parts = merged.map((file) => {
    const code = files.get(file);
    if (code === undefined) {
      throw new Error(`The bundle has no file ${file}.`);
    }
    return `${JSON.stringify(path.basename(file))}(module, exports, require, __dirname) {${code}\n}`;
  });
  const written = new Map(files);
  for (const file of merged) {
    const name = JSON.stringify(path.basename(file));
    written.set(file, `module.exports = require('../${path.basename(entry)}').part(${name});\n`);
  }
  written.set(entry, program(parts, path.basename(entry)));
  return written;
}

/**
 * The entry and every chunk that it needs at once.
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
  return [...found];
}

/**
 * @param {readonly string[]} parts methods that run a chunk
 * @param {string} entry
 */
function program(parts, entry) {
  return `'use strict';
const path = require('node:path');
const chunks = path.join(__dirname, 'chunks');
const parts = {${parts.join(',\n')}};
const loaded = {};
function part(name) {
  if (!loaded[name]) {
    const module = (loaded[name] = { exports: {} });
    parts[name](module, module.exports, find, chunks);
  }
  return loaded[name].exports;
}
function find(wanted) {
  if (!wanted.startsWith('.')) {
    return require(wanted);
  }
  const name = path.basename(wanted);
  return parts[name] ? part(name) : require(path.join(chunks, name));
}
module.exports = { ...part(${JSON.stringify(entry)}), part };
`;
}
