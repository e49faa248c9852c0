import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runProgram } from './support/runProgram';
import { repositoryRoot } from './support/sourceFiles';

const cases = path.join(repositoryRoot, 'test/fixtures/syntaxes');

/** The cases are files: lines of SQL, and below them what scopes their parts must have. */
describe('grammars', () => {
  it('give every part of the cases its scopes', async () => {
    const program = require.resolve('vscode-tmgrammar-test/dist/unit.js');
    const config = path.join(repositoryRoot, 'package.json');
    // VS Code's own grammar of SQL, into which ours are injected.
    const grammar = path.join(cases, 'vscode-sql.tmLanguage.json');
    const files = readdirSync(cases).filter((name) => name.endsWith('.sql'));
    assert.ok(files.length >= 2);
    // The program takes patterns, in which a backslash would escape.
    const patterns = files.map((name) => path.join(cases, name).replaceAll('\\', '/'));
    const said = await runProgram(process.execPath, [
      ...[program, '--compact', '--grammar', grammar, '--config', config],
      ...patterns,
    ]);
    assert.equal(said.match(/run successfully|run successfuly/g)?.length, files.length, said);
  });

  it('claim no files, so that they stand beside those of others', () => {
    const { contributes } = JSON.parse(readFileSync(path.join(repositoryRoot, 'package.json'), 'utf8')) as {
      contributes: {
        languages: readonly { id: string; extensions?: readonly string[]; filenames?: readonly string[] }[];
        grammars: readonly { language?: string; scopeName: string }[];
      };
    };
    const jinja = contributes.languages.find(({ id }) => id === 'jinja-sql');
    assert.ok(jinja);
    assert.equal(jinja.extensions, undefined);
    assert.equal(jinja.filenames, undefined);
    assert.deepEqual(
      contributes.grammars.flatMap(({ language }) => (language === undefined ? [] : [language])),
      ['jinja-sql'],
    );
  });
});
