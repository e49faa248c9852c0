import path from 'node:path';
import { UserError } from '../../base/userError';
import { checkPlanBaselines, readArguments, usage } from '../plan/checkPlanBaselines';
import { dbtCheck } from './dbtCheck';
import { dbtCheckUsage, readDbtCheckArguments } from './dbtCheckArguments';
import { rlsTest, rlsTestUsage } from './rlsTest';

const programUsage = `Usage: lakehouse <command> [options]

  lakehouse dbt check    check dbt projects and their targets
  lakehouse rls test     run tests of row security (*.rls.yml)
  lakehouse plan check   compare plans with their baselines (*.plan-baseline)

lakehouse <command> --help lists the options of a command.`;

/** The build puts the version of the package in. */
declare const LAKEHOUSE_VERSION: string;
const programVersion = typeof LAKEHOUSE_VERSION === 'string' ? LAKEHOUSE_VERSION : '0.0.0';

/** The program that a build server runs. Errors are one sentence; a stack would tell nothing. */
async function main([area, command, ...words]: readonly string[]): Promise<number> {
  const print = (text: string) => void process.stdout.write(text);
  switch (`${area ?? ''} ${command ?? ''}`.trim()) {
    case 'plan check':
      return run(words, usage, (options) => checkPlanBaselines(options, print));
    case 'dbt check':
      return checkDbt(words, print);
    case 'rls test':
      return run(words, rlsTestUsage, (options) => {
        if (options.update) {
          throw new UserError('--update is no option of lakehouse rls test.');
        }
        return rlsTest(options, print);
      });
    case '':
    case '--help':
    case '-h':
    case 'help':
      console.log(programUsage);
      return 0;
    default:
      throw new UserError(`lakehouse has no command ${[area, command].join(' ').trim()}.\n\n${programUsage}`);
  }
}

async function checkDbt(words: readonly string[], print: (text: string) => void): Promise<number> {
  const options = readDbtCheckArguments(words);
  if (options === 'help') {
    console.log(dbtCheckUsage);
    return 0;
  }
  const jinjaProgram = path.join(__dirname, 'jinja.js');
  return dbtCheck(options, { version: programVersion, jinjaProgram, print });
}

async function run(
  words: readonly string[],
  help: string,
  work: (options: Exclude<ReturnType<typeof readArguments>, 'help'>) => Promise<number>,
): Promise<number> {
  const options = readArguments(words);
  if (options === 'help') {
    console.log(help);
    return 0;
  }
  return work(options);
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 2;
  },
);
