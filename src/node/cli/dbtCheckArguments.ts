import { UserError } from '../../base/userError';
import { type CheckReportFormat, checkReportFormats } from '../../core/dbt/report/checkReport';

/** What the command line asks for. */
export interface DbtCheckOptions {
  /** Folders that are searched for projects; `--project-dir` names exactly one. */
  readonly folders: readonly string[];
  readonly projectFolder: string | undefined;
  readonly profilesFolder: string | undefined;
  readonly profile: string | undefined;
  /** A file with variables for the Jinja of profiles. */
  readonly envFile: string | undefined;
  /** Only this one is checked. */
  readonly target: string | undefined;
  /** Ask the servers of the targets, too. */
  readonly live: boolean;
  readonly format: CheckReportFormat;
  /** A file for the report; standard output unless named. */
  readonly output: string | undefined;
  /** The worst that may be found for the exit code to stay 0. */
  readonly failOn: FailOn;
}

const failOns = ['error', 'warning', 'hint'] as const;
export type FailOn = (typeof failOns)[number];

export const dbtCheckUsage = `Usage: lakehouse dbt check [options] [folder …]

Checks dbt projects: their profiles, targets and models, by their files alone. dbt itself is not needed.
Without a folder the present folder is searched for dbt_project.yml.

  --project-dir DIR   check this project only
  --profiles-dir DIR  the folder of profiles.yml; else it is looked for as dbt does
  --dotenv FILE       variables for env_var, which count before those of the environment
  --profile NAME      the profile; else that of dbt_project.yml
  --target NAME       check this target only, as the one that dbt would take
  --live              connect to the targets and check them against their servers
  --fail-on WORST     error, warning or hint: what makes the check fail; error unless told
  --format FORMAT     ${checkReportFormats.join(', ')}
  --output FILE       write the report there

Ends with 0 when nothing as grave was found, with 1 when something was, and with 2 when it could not be found out.`;

const withValue = [
  // Not `--env-file`: Node takes that for its own, wherever it stands.
  ...['--project-dir', '--profiles-dir', '--profile', '--target', '--dotenv'],
  ...['--format', '--output', '--fail-on'],
];

/** @throws UserError for words that mean nothing */
export function readDbtCheckArguments(words: readonly string[]): DbtCheckOptions | 'help' {
  const folders: string[] = [];
  const given = new Map<string, string>();
  for (let at = 0; at < words.length; at++) {
    const [word, inline] = splitWord(words[at] ?? '');
    if (word === '--help' || word === '-h') {
      return 'help';
    }
    if (word === '--live' && inline === undefined) {
      given.set(word, '');
    } else if (withValue.includes(word)) {
      const value = inline ?? words[++at];
      if (value === undefined) {
        throw new UserError(`${word} needs a value.`);
      }
      given.set(word, value);
    } else if (word.startsWith('-')) {
      throw new UserError(`${word} is no option. --help lists them.`);
    } else {
      folders.push(word);
    }
  }
  if (given.has('--project-dir') && folders.length > 0) {
    throw new UserError('Name either --project-dir or folders to search.');
  }
  return {
    folders: folders.length === 0 ? ['.'] : folders,
    projectFolder: given.get('--project-dir'),
    profilesFolder: given.get('--profiles-dir'),
    profile: given.get('--profile'),
    envFile: given.get('--dotenv'),
    target: given.get('--target'),
    live: given.has('--live'),
    format: oneOf('--format', checkReportFormats, given.get('--format') ?? 'text'),
    output: given.get('--output'),
    failOn: oneOf('--fail-on', failOns, given.get('--fail-on') ?? 'error'),
  };
}

/** `--target=dev` and `--target dev` say the same, as they do to dbt. */
function splitWord(word: string): readonly [word: string, value?: string] {
  const at = word.startsWith('--') ? word.indexOf('=') : -1;
  return at < 0 ? [word] : [word.slice(0, at), word.slice(at + 1)];
}

function oneOf<T extends string>(option: string, choices: readonly T[], value: string): T {
  const found = choices.find((each) => each === value);
  if (found === undefined) {
    throw new UserError(`${option} is one of ${choices.join(', ')}.`);
  }
  return found;
}
