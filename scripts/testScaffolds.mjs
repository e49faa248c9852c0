// @ts-check
/**
 * Makes specs for each scaffold by the thousand and proves each on PostgreSQL 14 to 18: its statements parse, apply, read
 * back as specified, run twice without effect, and their downs restore the catalog. Prints how many for each server.
 *
 * Usage: npm run test:scaffolds [-- --runs NUMBER] [--only SCAFFOLD] [VERSION …]
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { main, root, run, Sentence, step } from './support/bootstrap.mjs';

const versions = ['14', '15', '16', '17', '18'];

await main(async (args) => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { runs: { type: 'string', default: '1000' }, only: { type: 'string' } },
  });
  const unknown = positionals.find((version) => !versions.includes(version));
  if (unknown !== undefined) {
    throw new Sentence(`There is no PostgreSQL ${unknown} here. The versions are ${versions.join(', ')}.`);
  }
  await step('Building', async () => {
    if ((await run(process.execPath, [path.join(root, 'scripts/build.mjs')])) !== 0) {
      throw new Sentence('The build failed, so nothing was tested. See the lines above.');
    }
  });
  const files = propertyTests(values.only);
  if (files.length === 0) {
    throw new Sentence(`No scaffold ${values.only ?? ''} has a property test.`);
  }
  const lines = [];
  let failed = 0;
  for (const version of positionals.length === 0 ? versions : positionals) {
    await step(`Testing ${values.runs} specs of each scaffold on PostgreSQL ${version}`, async () => {
      const { code, reports } = await testOn(version, files, values.runs);
      failed += code === 0 ? 0 : 1;
      lines.push(
        `PostgreSQL ${version}: ${inWords(reports)}${code === 0 ? ', no mismatch' : ', and a FAILURE'}`,
      );
    });
  }
  console.log(`\n${lines.join('\n')}`);
  return failed === 0 ? 0 : 1;
});

/** @param {string} version @param {string[]} files @param {string} runs */
async function testOn(version, files, runs) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lakehouse-scaffolds-'));
  try {
    const report = path.join(folder, 'reports');
    const env = {
      LAKEHOUSE_TEST_PG: version,
      LAKEHOUSE_PROPERTY_RUNS: runs,
      LAKEHOUSE_PROPERTY_REPORT: report,
    };
    const code = await run(process.execPath, [path.join(root, 'node_modules/mocha/bin/mocha.js'), ...files], {
      env,
    });
    const text = existsSync(report) ? readFileSync(report, 'utf8').trim() : '';
    return { code, reports: text === '' ? [] : text.split('\n').map((line) => JSON.parse(line)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The tests that make a property run.
 * @param {string | undefined} only text that their paths must hold
 */
function propertyTests(only = '') {
  const folder = path.join(root, 'out/test/node/scaffold');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.js') && file !== 'propertyRun.test.js' && file.includes(only))
    .sort()
    .map((file) => path.join(folder, file))
    .filter((file) => readFileSync(file, 'utf8').includes('.propertyRun)('));
}

/** @param {{ scaffold: string, specs: number, statements: number, refused: number }[]} reports */
function inWords(reports) {
  return reports
    .map(({ scaffold, specs, statements, refused }) => {
      const unfit = refused === 0 ? '' : `, ${refused} refused as they must be`;
      return `${scaffold} ${specs} specs (${statements} statements${unfit})`;
    })
    .join('; ');
}
