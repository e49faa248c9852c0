import { isCount } from '../../base/validate';

/** A program that prints a password, such as a token for a database in a cloud. */
export interface PasswordCommand {
  /** The program and its arguments; no shell reads them. */
  readonly argv: readonly [string, ...string[]];
  /** How long the password may be used again, in milliseconds. */
  readonly keepFor: number;
  /** How long the program may run, in milliseconds. */
  readonly timeLimit: number;
}

/** The fields of a settings entry that make a password command. */
export interface PasswordCommandFields {
  readonly passwordCommand?: unknown;
  readonly passwordCommandKeep?: unknown;
  readonly passwordCommandTimeout?: unknown;
}

/** A token of a cloud is good for 15 minutes and more. */
const defaultKeep = 600;
const defaultTimeout = 30;
const longestSeconds = 86_400;

/** Reads the command of a settings entry. What is wrong goes to `problems`, each beginning with the field. */
export function readPasswordCommand(
  fields: PasswordCommandFields,
  problems: string[],
): PasswordCommand | undefined {
  const { passwordCommand: value } = fields;
  if (value === undefined) {
    return undefined;
  }
  const [program, ...rest] = Array.isArray(value) ? (value as readonly unknown[]) : [];
  if (!isArgument(program) || program.trim() === '' || !rest.every(isArgument)) {
    problems.push(
      'passwordCommand: must be a list of texts, the program and its arguments: ["aws", "rds", "generate-db-auth-token"]. No shell reads it.',
    );
    return undefined;
  }
  return {
    argv: [program, ...rest],
    keepFor: readSeconds('passwordCommandKeep', fields.passwordCommandKeep, defaultKeep, problems),
    timeLimit: readSeconds('passwordCommandTimeout', fields.passwordCommandTimeout, defaultTimeout, problems),
  };
}

function isArgument(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\0');
}

function readSeconds(key: string, value: unknown, fallback: number, problems: string[]): number {
  if (value !== undefined && (!isCount(value) || value > longestSeconds)) {
    problems.push(`${key}: must be a number of seconds up to ${longestSeconds}.`);
  }
  return (isCount(value) ? value : fallback) * 1000;
}
