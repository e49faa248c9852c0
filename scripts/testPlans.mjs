// @ts-check
/**
 * Explains every statement of test/support/plan in text, JSON, YAML and XML on PostgreSQL 12 to 18, and checks that all
 * formats are read as the same plan and that its sums are right.
 *
 * Usage: npm run test:plans [-- VERSION …]
 */
import path from 'node:path';
import { main, root, run, Sentence, step } from './support/bootstrap.mjs';

await main(async (args) => {
  await step('Building', async () => {
    if ((await run(process.execPath, [path.join(root, 'scripts/build.mjs')])) !== 0) {
      throw new Sentence('The build failed, so nothing was tested. See the lines above.');
    }
  });
  return run(process.execPath, [path.join(root, 'out/test/support/plan/runConformance.js'), ...args]);
});
