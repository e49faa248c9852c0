import { appendFileSync } from 'node:fs';
import Mocha from 'mocha';

const events = Mocha.Runner.constants;

/**
 * One line for each suite, then the failures. Appends `{ passed, failed, skipped }` to the file that
 * `LAKEHOUSE_TEST_COUNTS` names, so that `npm test` can add up the runs of several processes.
 */
class CountingReporter extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    const verbose = process.env['LAKEHOUSE_VERBOSE'] === '1';
    if (verbose) {
      runner.on(events.EVENT_TEST_BEGIN, (test) => write(`  … ${test.fullTitle()}`));
      runner.on(events.EVENT_TEST_PENDING, (test) => write(`  - ${test.fullTitle()}`));
    }
    runner.on(events.EVENT_SUITE_END, (suite) => {
      if (suite.parent?.root) {
        write(suiteLine(suite));
      }
    });
    runner.once(events.EVENT_RUN_END, () => {
      if (this.failures.length > 0) {
        Mocha.reporters.Base.list(this.failures);
      }
      this.writeCounts();
    });
  }

  private writeCounts(): void {
    const file = process.env['LAKEHOUSE_TEST_COUNTS'];
    if (file !== undefined) {
      const { passes, failures, pending } = this.stats;
      appendFileSync(file, `${JSON.stringify({ passed: passes, failed: failures, skipped: pending })}\n`);
    }
  }
}

module.exports = CountingReporter;

function write(line: string): void {
  Mocha.reporters.Base.consoleLog(line);
}

function suiteLine(suite: Mocha.Suite): string {
  const tests: Mocha.Test[] = [];
  suite.eachTest((test) => tests.push(test));
  const count = (state: string) => tests.filter((test) => test.state === state).length;
  const failed = count('failed');
  const skipped = tests.filter((test) => test.isPending()).length;
  const words = [
    `${count('passed')} passed`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ];
  const seconds = tests.reduce((sum, test) => sum + (test.duration ?? 0), 0) / 1000;
  return `  ${failed > 0 ? '✖' : '✔'} ${suite.title}: ${words.join(', ')} (${seconds.toFixed(1)} s)`;
}
