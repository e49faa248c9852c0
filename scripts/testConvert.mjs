// @ts-check
/**
 * Converts a table of 5,000,000 rows to a partitioned one while four sessions write to it, and prints failed writes, lost
 * rows and the longest block.
 *
 * Usage: npm run test:convert [-- ROWS [VERSION]]
 */
import path from 'node:path';
import { main, root, run, Sentence, step } from './support/bootstrap.mjs';

await main(async (args) => {
  await step('Building', async () => {
    if ((await run(process.execPath, [path.join(root, 'scripts/build.mjs')])) !== 0) {
      throw new Sentence('The build failed, so nothing was tested. See the lines above.');
    }
  });
  return run(process.execPath, [path.join(root, 'out/test/support/convert/runLoad.js'), ...args]);
});
