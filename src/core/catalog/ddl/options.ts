import { quoteIdentifier, quoteLiteral } from '../../sql/quote';
import type { Cell } from '../../ports';
import { jsonTexts } from '../jsonCell';

/** An option as PostgreSQL keeps it in an array: `name=value`. */
export interface NamedOption {
  readonly name: string;
  readonly value: string;
}

/** Reads a cell made with `to_json` of an array of `name=value`. */
export function readOptions(cell: Cell | undefined): readonly NamedOption[] {
  return jsonTexts(cell).map((text) => {
    const place = text.indexOf('=');
    return { name: text.slice(0, place), value: text.slice(place + 1) };
  });
}

/** Storage parameters such as `(fillfactor = 70)`; undefined when there are none. */
export function storageParameters(options: readonly NamedOption[]): string | undefined {
  const parts = options.map(
    ({ name, value }) => `${name.split('.').map(quoteIdentifier).join('.')} = ${parameterValue(value)}`,
  );
  return parts.length === 0 ? undefined : `(${parts.join(', ')})`;
}

/** The options of foreign objects, such as `OPTIONS (host 'db', port '5432')`; undefined when there are none. */
export function foreignOptions(options: readonly NamedOption[]): string | undefined {
  const parts = options.map(({ name, value }) => `${quoteIdentifier(name)} ${quoteLiteral(value)}`);
  return parts.length === 0 ? undefined : `OPTIONS (${parts.join(', ')})`;
}

/** Whether an option holds what must not be shown, by its name. */
export function isSecret({ name }: NamedOption): boolean {
  return /pass(word|wd|phrase)?$|pwd|secret|token|access_?key/i.test(name) && !/passfile/i.test(name);
}

/** Numbers and plain words stand as they are; everything else is quoted. */
function parameterValue(value: string): string {
  return /^(-?\d+(\.\d+)?|true|false|on|off|auto)$/.test(value) ? value : quoteLiteral(value);
}
