import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { knownRows, type Row } from './support/situations';
import { repositoryRoot } from './support/sourceFiles';

/** docs/REACH.md quotes the table of situations, which other tests compare with real servers. */
describe('docs/REACH.md', () => {
  it('says what is tested', () => {
    const file = path.join(repositoryRoot, 'docs/REACH.md');
    const text = readFileSync(file, 'utf8');
    const written = text.replaceAll(
      /<!-- (?!end)(.+?) -->\n[^]*?<!-- end -->/g,
      (_, situation: string) => `<!-- ${situation} -->\n${table(situation)}<!-- end -->`,
    );
    if (process.env.UPDATE === '1') {
      writeFileSync(file, written);
    }
    assert.equal(text, written);
  });
});

function table(situation: string): string {
  const rows = knownRows().filter((row) => row.situation === situation);
  assert.ok(rows.length > 0, `nothing is known of "${situation}"`);
  return `| | |\n|---|---|\n${rows.map(line).join('\n')}\n`;
}

function line({ action, outcome }: Row): string {
  const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  return `| ${cell(action)} | ${cell(outcome)} |`;
}
