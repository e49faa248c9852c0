import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot, sourceFiles } from './support/sourceFiles';

/** The part of esbuild's metafile that tells what a bundle loads. */
interface Metafile {
  readonly outputs: Readonly<
    Record<
      string,
      {
        readonly bytes: number;
        readonly entryPoint?: string;
        readonly imports: readonly { readonly path: string; readonly kind: string }[];
      }
    >
  >;
}

const fileLimit = 400;

describe('size', () => {
  it(`keeps every source file within ${String(fileLimit)} lines`, () => {
    const scripts = readdirSync(path.join(repositoryRoot, 'scripts'), {
      recursive: true,
      withFileTypes: true,
    })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file) => ({ path: path.relative(repositoryRoot, file), text: readFileSync(file, 'utf8') }));
    const long = [...sourceFiles('src', 'webview', 'test'), ...scripts].filter(
      (file) => file.text.split('\n').length - 1 > fileLimit,
    );
    assert.deepEqual(
      long.map((file) => file.path),
      [],
    );
  });

  it('loads none of the heavy libraries at activation', () => {
    const metafile = JSON.parse(
      readFileSync(path.join(repositoryRoot, 'out/host-metafile.json'), 'utf8'),
    ) as Metafile;
    const inputs = activationFiles(metafile).flatMap((file) => inputsOf(metafile, file));
    const heavy = inputs.filter((input) => /node_modules\/(pg|libpg-query|sql-formatter|ssh2)\//.test(input));
    assert.deepEqual(heavy, []);
  });
});

/** The entry bundle and every chunk that it imports statically. */
function activationFiles(metafile: Metafile): readonly string[] {
  const entry = Object.keys(metafile.outputs).find(
    (file) => metafile.outputs[file]?.entryPoint === 'src/extension.ts',
  );
  const found = new Set<string>();
  const visit = (file: string) => {
    if (!found.has(file)) {
      found.add(file);
      for (const each of metafile.outputs[file]?.imports ?? []) {
        if (each.kind === 'import-statement' && metafile.outputs[each.path]) {
          visit(each.path);
        }
      }
    }
  };
  assert.ok(entry);
  visit(entry);
  return [...found];
}

function inputsOf(metafile: Metafile, file: string): readonly string[] {
  const output = metafile.outputs[file] as
    { readonly inputs?: Readonly<Record<string, unknown>> } | undefined;
  return Object.keys(output?.inputs ?? {});
}
