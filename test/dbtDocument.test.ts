import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { DbtCheckAbout } from '../src/core/dbt/checkAbout';
import { crossChecks } from '../src/core/dbt/checks/cross/crossChecks';
import { everyDbtCheck } from '../src/core/dbt/checks/everyCheck';
import { liveChecks } from '../src/core/dbt/checks/live/liveChecks';
import { staticChecks } from '../src/core/dbt/checks/static/staticChecks';
import { repositoryRoot } from './support/sourceFiles';

const lists: Readonly<Record<string, readonly DbtCheckAbout[]>> = {
  static: staticChecks,
  live: liveChecks,
  cross: crossChecks,
};

/** The lists of checks in docs/DBT.md are written from the text that the problems show. UPDATE=1 writes them. */
describe('docs/DBT.md', () => {
  it('lists every check in its own words', () => {
    const file = path.join(repositoryRoot, 'docs/DBT.md');
    const text = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
    const written = text.replaceAll(
      /<!-- checks: (\w+) -->\n[^]*?<!-- end -->/g,
      (_, list: string) => `<!-- checks: ${list} -->\n\n${described(lists[list] ?? [])}\n<!-- end -->`,
    );
    if (process.env.UPDATE === '1') {
      writeFileSync(file, written);
    }
    assert.equal(text, written);
    for (const { id } of everyDbtCheck) {
      assert.ok(written.includes(`### \`${id}\``), `${id} is explained`);
    }
  });

  it('knows no two checks of one id', () => {
    const ids = everyDbtCheck.map(({ id }) => id);
    assert.deepEqual(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      [],
    );
  });
});

function described(checks: readonly DbtCheckAbout[]): string {
  return checks.map(section).join('\n');
}

function section({ id, title, severity, explanation, failsIn }: DbtCheckAbout): string {
  const fails = failsIn === undefined ? 'no command of dbt fails' : `\`${failsIn}\` fails`;
  return `### \`${id}\`\n\n**${title}.** ${capital(severity)}; ${fails}.\n\n${explanation}\n`;
}

function capital(word: string): string {
  return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
}
