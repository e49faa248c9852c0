#!/usr/bin/env node
/**
 * Stands in for the `code` command where no desktop VS Code is: takes the same arguments for a test run, does it in
 * the workbench from npm and a headless browser, and exits with the code of the tests.
 */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { launch } = require('../out/test/support/workbench/launcher.js');

// Leaving by process.exit lets the exit handlers end the server.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => process.exit(1));
}
try {
  process.exitCode = await launch(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error && error.name === 'UserError' ? error.message : error);
  process.exitCode = 1;
}
