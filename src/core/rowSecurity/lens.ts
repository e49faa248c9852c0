import { UserError } from '../../base/userError';

/** A setting of the server or, with a dot in its name, of an application. */
export interface LensSetting {
  readonly name: string;
  readonly value: string;
}

/** Through whose eyes a database is looked at. */
export interface Lens {
  readonly role: string;
  /** What the application would set in its transaction, such as `app.tenant`. */
  readonly settings: readonly LensSetting[];
}

/** Such as `analyst, app.tenant = 7`. */
export function lensWords({ role, settings }: Lens): string {
  return [role, ...settings.map(({ name, value }) => `${name} = ${value}`)].join(', ');
}

/**
 * Reads settings as they are typed: `app.tenant = 7; app.user = ada`, separated by semicolons or lines. A value may stand
 * in single quotes, with a quote doubled. A name without a value is not set.
 * @throws UserError for what is no setting, and for a setting that would change who looks
 */
export function readLensSettings(typed: string): readonly LensSetting[] {
  const settings = new Map<string, LensSetting>();
  let rest = typed.trim();
  while (rest !== '') {
    const match = settingPattern.exec(rest);
    if (!match) {
      throw new UserError(
        `“${rest.slice(0, 40)}” is no setting. Write settings as app.tenant = 7; app.region = 'north'.`,
      );
    }
    const [whole, name = '', quoted, bare] = match;
    const value = quoted?.replaceAll("''", "'") ?? bare?.trim();
    checkLensSetting(name);
    if (value !== undefined) {
      settings.set(name.toLowerCase(), { name, value });
    }
    rest = rest.slice(whole.length).trimStart();
  }
  return [...settings.values()];
}

/** Settings as `readLensSettings` reads them. */
export function writeLensSettings(settings: readonly LensSetting[]): string {
  return settings
    .map(({ name, value }) => `${name} = ${/^[^\s;'\n][^;'\n]*$/.test(value) ? value : quoted(value)}`)
    .join('; ');
}

/** @throws UserError for a setting that the lens itself rests on, or a name that the server cannot have */
export function checkLensSetting(name: string): void {
  if (!namePattern.test(name)) {
    throw new UserError(`“${name.slice(0, 80)}” is no name of a setting. Such a name looks like app.tenant.`);
  }
  if (isKeptSetting(name)) {
    throw new UserError(`${name} decides who looks, or what becomes of the transaction. Leave it out.`);
  }
}

/** The lens sets it itself. */
export function isKeptSetting(name: string): boolean {
  return keptSettings.has(name.toLowerCase());
}

const namePattern = /^[A-Za-z_][\w$]*(?:\.[A-Za-z_][\w$]*)*$/;
const settingPattern =
  /^([^\s=;]+)[ \t]*=[ \t]*(?:'((?:[^']|'')*)'[ \t]*(?:[;\n]|$)|([^;'\s][^;\n]*)?(?:[;\n]|$))/;

const keptSettings: ReadonlySet<string> = new Set([
  ...['role', 'session_authorization', 'is_superuser', 'standard_conforming_strings'],
  ...['transaction_read_only', 'transaction_isolation', 'transaction_deferrable'],
]);

function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
