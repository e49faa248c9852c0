// @ts-check
/**
 * Builds, checks and tests everything, on a fresh clone with nothing but Node, npm and git.
 *
 * Usage: npm test [-- --only PART,PART] [--grep TEXT] [--verbose] [--one-by-one]
 *        node scripts/test.mjs --matrix [--only 14,15]   the tests that need a server, on each supported PostgreSQL
 */
import { appendFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { main, root, run, Sentence, step } from './support/bootstrap.mjs';

const require = createRequire(import.meta.url);
const bin = (file) => path.join(root, 'node_modules', file);

/** In the order in which they run: what fails fastest comes first. */
const parts = {
  types: { title: 'Checking types', run: () => check(bin('typescript/bin/tsc'), ['-b']) },
  lint: {
    title: 'Checking style (ESLint)',
    run: () => check(bin('eslint/bin/eslint.js'), ['--cache', '--cache-location', 'out/eslintcache', '.']),
  },
  format: {
    title: 'Checking format (Prettier)',
    run: () =>
      check(bin('prettier/bin/prettier.cjs'), [
        ...['--check', '--log-level', 'warn', '--cache', '--cache-location', 'out/prettiercache', '.'],
      ]),
  },
  root: { title: 'Testing the invariants of the project', run: (options) => mocha('.', options) },
  core: { title: 'Testing core', run: (options) => mocha('core', options) },
  node: { title: 'Testing node, on real servers', run: (options) => mocha('node', options) },
  webview: { title: 'Testing the webviews', run: (options) => mocha('webview', options) },
  host: { title: 'Testing in VS Code, the newest', run: (options) => hostTests('newest', options) },
  oldest: {
    title: 'Testing in VS Code, the oldest supported',
    run: (options) => hostTests('oldest', options),
  },
  e2e: { title: 'Walking through the packaged extension', run: (options) => mocha('e2e', options) },
};

/**
 * What needs a browser: about half of the work, and so it runs beside everything else where there are two processors. What
 * it prints comes when it is done.
 */
const beside = ['webview', 'host', 'oldest', 'e2e'];

const matrix = ['14', '15', '16', '17', '18'];

await main(async (args) => {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string' },
      grep: { type: 'string' },
      verbose: { type: 'boolean', default: false },
      matrix: { type: 'boolean', default: false },
      'one-by-one': { type: 'boolean', default: false },
      // How this script calls itself for what runs beside.
      built: { type: 'boolean', default: false },
    },
  });
  const known = values.matrix ? matrix : Object.keys(parts);
  const chosen = values.only?.split(',') ?? known;
  const unknown = chosen.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new Sentence(`There is no part ${unknown}. The parts are ${known.join(', ')}.`);
  }
  if (!values.built) {
    await step('Building', async () => {
      if ((await run(process.execPath, [path.join(root, 'scripts/build.mjs')])) !== 0) {
        throw new Sentence('The build failed, so nothing was tested. See the lines above.');
      }
    });
  }
  const total = await (values.matrix ? runMatrix : runChosen)(chosen, values);
  if (values.built) {
    appendFileSync(process.env['LAKEHOUSE_TEST_COUNTS'] ?? '', `${JSON.stringify(total)}\n`);
  } else {
    console.log(`\n${inWords(total)}`);
  }
  return total.failed === 0 ? 0 : 1;
});

/** All that was chosen, in two rows where that saves time. */
async function runChosen(chosen, options) {
  const second = chosen.filter((name) => beside.includes(name));
  const together = chosen.includes('node') && second.length > 0 && os.availableParallelism() > 1;
  if (!together || options['one-by-one'] || options.built) {
    return runParts(chosen, options);
  }
  const first = chosen.filter((name) => !second.includes(name));
  const total = { passed: 0, failed: 0, skipped: 0 };
  const rows = await Promise.all([runBeside(second, options), runParts(first, options)]);
  rows.forEach((counts) => add(total, counts));
  return total;
}

/** Runs parts in a process of their own, and prints at the end what it printed. */
async function runBeside(names, { grep, verbose }) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lakehouse-beside-'));
  const output = path.join(folder, 'output');
  const wanted = [...(grep ? ['--grep', grep] : []), ...(verbose ? ['--verbose'] : [])];
  const args = [path.join(root, 'scripts/test.mjs'), '--built', '--only', names.join(), ...wanted];
  console.log(`\nBeside it: ${names.map((name) => parts[name].title).join('; ')}.`);
  try {
    return await counted((env) => run(process.execPath, args, { env, output }));
  } finally {
    process.stdout.write(readFileSync(output));
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runParts(chosen, options) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const [name, part] of Object.entries(parts)) {
    if (chosen.includes(name)) {
      await step(part.title, async () => {
        const counts = await part.run(options).catch(failedToRun);
        console.log(`  ${inWords(counts)}`);
        add(total, counts);
      });
    }
  }
  return total;
}

/** One line for each version of PostgreSQL. */
async function runMatrix(majors, options) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  const files = ['core', 'node'].flatMap(testFiles).filter(needsServer);
  const lines = [];
  for (const major of majors) {
    await step(`Testing on PostgreSQL ${major}`, async () => {
      const env = { LAKEHOUSE_TEST_PG: major };
      const counts = await runMocha(files, { ...options, env }).catch(failedToRun);
      lines.push(`PostgreSQL ${major}: ${inWords(counts)}`);
      add(total, counts);
    });
  }
  console.log(`\n${lines.join('\n')}`);
  return total;
}

async function check(program, args) {
  const code = await run(process.execPath, [program, ...args]);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

async function mocha(folder, options) {
  const files = testFiles(folder);
  if (files.length === 0) {
    console.log(`  There are no tests in test/${folder}.`);
    return { passed: 0, failed: 0, skipped: 0 };
  }
  return runMocha(files, options);
}

async function runMocha(files, { grep, verbose, env = {} }) {
  return counted(async (counting) => {
    const reporter = path.join(root, 'out/test/support/countingReporter.js');
    const args = [
      bin('mocha/bin/mocha.js'),
      '--reporter',
      reporter,
      ...(grep ? ['--grep', grep] : []),
      ...files,
    ];
    return run(process.execPath, args, { env: { ...env, ...counting, ...verbosity(verbose) } });
  });
}

async function hostTests(age, { grep, verbose }) {
  const { runHostTests } = require(path.join(root, 'out/test/support/workbench/hostTests.js'));
  const env = { ...verbosity(verbose), ...(grep ? { LAKEHOUSE_GREP: grep } : {}) };
  return counted((counting) => runHostTests(age, { ...env, ...counting }));
}

/** Runs tests that append their counts to a file. Tests that ended without saying how are a failure. */
async function counted(work) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lakehouse-counts-'));
  try {
    const file = path.join(folder, 'counts');
    const code = await work({ LAKEHOUSE_TEST_COUNTS: file });
    const total = { passed: 0, failed: 0, skipped: 0 };
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    lines.forEach((line) => add(total, JSON.parse(line)));
    if (lines.length === 0 || (code !== 0 && total.failed === 0)) {
      console.log(`  The tests ended with code ${code} before they were done.`);
      total.failed++;
    }
    return total;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function testFiles(folder) {
  const base = path.join(root, 'out/test', folder);
  return !existsSync(base)
    ? []
    : readdirSync(base, { recursive: folder !== '.', encoding: 'utf8' })
        .filter((file) => file.endsWith('.test.js'))
        .sort()
        .map((file) => path.join(base, file));
}

function needsServer(file) {
  return /support\/(sharedServer|postgres)["']/.test(readFileSync(file, 'utf8'));
}

function failedToRun(error) {
  const expected = error instanceof Sentence || (error instanceof Error && error.name === 'UserError');
  console.log(expected ? `  ${error.message}` : error);
  return { passed: 0, failed: 1, skipped: 0 };
}

function verbosity(verbose) {
  return verbose ? { LAKEHOUSE_VERBOSE: '1' } : {};
}

function add(total, counts) {
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
}

function inWords({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
