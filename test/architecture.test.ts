import assert from 'node:assert/strict';
import path from 'node:path';
import ts from 'typescript';
import { type SourceFile, sourceFiles } from './support/sourceFiles';

/** Which layers a layer may import, besides itself. */
const layers: Readonly<Record<string, readonly string[]>> = {
  'src/base': [],
  'src/core': ['src/base'],
  'src/protocol': ['src/base', 'src/core'],
  'src/node': ['src/base', 'src/core', 'src/protocol'],
  'src/vscode': ['src/base', 'src/core', 'src/protocol', 'src/node'],
  'src/extension.ts': ['src/base', 'src/core', 'src/protocol', 'src/node', 'src/vscode'],
  webview: ['src/base', 'src/core', 'src/protocol'],
};

/** The features of core from floor to roof: each may import only what stands before it. */
const coreFloors = [
  'ports',
  'sql',
  'format',
  'connections',
  'catalog',
  'explorer',
  'mart',
  'graph',
  'query',
  'export',
  'import',
  'editing',
  'values',
  'results',
  'history',
  'plan',
  'rowSecurity',
  'scaffold',
  'dbt',
  'lakehouse',
  'health',
  'language',
];

/** Modules from outside that a layer may name; an empty list means none at all. */
const packages: Readonly<Record<string, RegExp | undefined>> = {
  'src/base': undefined,
  'src/core': undefined,
  'src/protocol': undefined,
  'src/node': /^(?!vscode$)/,
  'src/vscode': /./,
  'src/extension.ts': /^(vscode|node:)/,
  webview: /^(lit|@vscode\/webview-ui-toolkit|@microsoft\/fast-)/,
};

interface Import {
  readonly from: string;
  readonly specifier: string;
  /** The imported file without its extension, for a relative specifier. */
  readonly target: string | undefined;
}

const files = sourceFiles('src', 'webview');
const imports = files.flatMap(importsOf);

describe('architecture', () => {
  it('imports only downwards between layers', () => {
    assert.deepEqual(
      imports.filter((each) => !layerAllowed(each)).map((each) => `${each.from} -> ${each.specifier}`),
      [],
    );
  });

  it('imports only downwards inside core', () => {
    const wrong = imports.filter((each) => {
      const from = coreFloor(each.from);
      const to = each.target === undefined ? undefined : coreFloor(each.target);
      return from !== undefined && to !== undefined && to > from;
    });
    assert.deepEqual(
      wrong.map((each) => `${each.from} -> ${each.specifier}`),
      [],
    );
  });

  it('knows every folder of core', () => {
    const unknown = files.filter(
      (file) => file.path.startsWith('src/core/') && coreFloor(file.path) === undefined,
    );
    assert.deepEqual(
      unknown.map((file) => file.path),
      [],
    );
  });

  it('uses packages only where the layer may', () => {
    const wrong = imports.filter((each) => each.target === undefined && !packageAllowed(each));
    assert.deepEqual(
      wrong.map((each) => `${each.from} -> ${each.specifier}`),
      [],
    );
  });

  it('has no import cycles', () => {
    assert.deepEqual(findCycle(), []);
  });

  it('keeps the composition root a table of contents', () => {
    const root = files.find((file) => file.path === 'src/extension.ts');
    assert.ok(root);
    assert.ok(root.text.split('\n').length <= 121, 'src/extension.ts has more than 120 lines');
  });

  it('shows notifications only where links are taken out of their text', () => {
    const count = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].length;
    const wrong = files.filter(
      ({ path: file, text }) =>
        file !== 'src/vscode/notices.ts' &&
        // Dialogs show their text as it is.
        count(text, /\.show(Error|Warning|Information)Message\b/g) > count(text, /modal: true/g),
    );
    assert.deepEqual(
      wrong.map((file) => file.path),
      [],
    );
  });

  it('silences no check', () => {
    const silencer = new RegExp(['eslint', 'disable|@ts', '(ignore|nocheck|expect-error)'].join('-'));
    const silenced = [...files, ...sourceFiles('test')].filter((file) => silencer.test(file.text));
    assert.deepEqual(
      silenced.map((file) => file.path),
      [],
    );
  });
});

function layerOf(file: string): string {
  const layer = Object.keys(layers).find((name) => file === name || file.startsWith(`${name}/`));
  assert.ok(layer, `${file} lies in no layer`);
  return layer;
}

function layerAllowed({ from, target }: Import): boolean {
  if (target === undefined) {
    return true;
  }
  const source = layerOf(from);
  const destination = layerOf(target === 'src/extension' ? 'src/extension.ts' : target);
  return source === destination || (layers[source] ?? []).includes(destination);
}

function packageAllowed({ from, specifier }: Import): boolean {
  return packages[layerOf(from)]?.test(specifier) ?? false;
}

function coreFloor(file: string): number | undefined {
  const feature = /^src\/core\/([^/.]+)/.exec(file)?.[1];
  const floor = feature === undefined ? -1 : coreFloors.indexOf(feature);
  return floor < 0 ? undefined : floor;
}

/** TypeScript's own scanner reads the imports: SQL such as `values from ('…')` fools a regular expression. */
function importsOf(file: SourceFile): readonly Import[] {
  const { importedFiles } = ts.preProcessFile(file.text, true, true);
  return importedFiles.map(({ fileName }) => ({
    from: file.path,
    specifier: fileName,
    target: fileName.startsWith('.')
      ? path.posix.join(path.posix.dirname(file.path), fileName).replace(/\.(css|ts)$/, '')
      : undefined,
  }));
}

/** The first cycle of value or type imports, as a list of files; empty when there is none. */
function findCycle(): readonly string[] {
  const edges = new Map<string, string[]>();
  for (const { from, target } of imports) {
    if (target !== undefined) {
      const source = from.replace(/\.ts$/, '');
      edges.set(source, [...(edges.get(source) ?? []), target]);
    }
  }
  const state = new Map<string, 'open' | 'done'>();
  const stack: string[] = [];
  const visit = (node: string): readonly string[] => {
    if (state.get(node) === 'done') {
      return [];
    }
    if (state.get(node) === 'open') {
      return [...stack.slice(stack.indexOf(node)), node];
    }
    state.set(node, 'open');
    stack.push(node);
    for (const next of edges.get(node) ?? []) {
      const cycle = visit(next);
      if (cycle.length > 0) {
        return cycle;
      }
    }
    stack.pop();
    state.set(node, 'done');
    return [];
  };
  for (const node of edges.keys()) {
    const cycle = visit(node);
    if (cycle.length > 0) {
      return cycle;
    }
  }
  return [];
}
