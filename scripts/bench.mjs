// @ts-check
/**
 * Measures every figure that we promise, in one table, and fails when a bound does not hold.
 *
 * Usage: npm run bench [-- --only ID] [-- --json FILE] [-- --markdown FILE]
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { main, root, run, Sentence } from './support/bootstrap.mjs';

const require = createRequire(import.meta.url);

await main(async (args) => {
  const option = /** @type {const} */ ({ type: 'string' });
  const { values } = parseArgs({ args, options: { only: option, json: option, markdown: option } });
  if ((await run(process.execPath, [path.join(root, 'scripts/build.mjs')])) !== 0) {
    throw new Sentence('The build failed. See the lines above.');
  }
  const { runBenches } = require(path.join(root, 'out/test/bench/bench.js'));
  const broken = await runBenches({ only: values.only, json: values.json, markdown: values.markdown });
  return broken === 0 ? 0 : 1;
});
