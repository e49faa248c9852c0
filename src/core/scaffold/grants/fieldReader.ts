import { isRecord, isString } from '../../../base/validate';
import type { FieldProblem, FormValues } from '../scaffoldForm';

/** PostgreSQL cuts names at 63 bytes (NAMEDATALEN - 1), and two long ones may then be one. */
const nameBytes = 63;

/** Reads the fields of a form, which is not trusted, and collects what is wrong with them. */
export class FieldReader {
  readonly problems: FieldProblem[] = [];

  constructor(
    private readonly values: FormValues,
    private readonly prefix = '',
    problems?: FieldProblem[],
  ) {
    this.problems = problems ?? [];
  }

  text(id: string): string {
    const value = this.values[id];
    return isString(value) ? value.trim() : '';
  }

  flag(id: string): boolean {
    return this.values[id] === true || this.values[id] === 'true';
  }

  /** One of the options; the first one when it is none. */
  choice<T extends string>(id: string, options: readonly [T, ...T[]]): T {
    const value = this.values[id];
    return options.find((each) => each === value) ?? options[0];
  }

  /** Each name once, in order. */
  names(id: string): readonly string[] {
    const value = this.values[id];
    const all: readonly unknown[] = Array.isArray(value) ? value : [];
    const names = all.filter(isString).filter((each) => each !== '');
    names.forEach((each) => this.checkName(id, each));
    return [...new Set(names)];
  }

  /** A name that must be there. Spaces belong to it. */
  name(id: string, what: string): string {
    const value = this.values[id];
    const name = isString(value) ? value : '';
    if (name.trim() === '') {
      this.problem(id, `Give ${what} a name.`);
    } else {
      this.checkName(id, name);
    }
    return name;
  }

  /** A whole number within bounds; undefined when the field is empty. */
  count(id: string, least: number, most: number): number | undefined {
    const typed = this.text(id);
    if (typed === '') {
      return undefined;
    }
    const count = Number(typed);
    if (!Number.isSafeInteger(count) || count < least || count > most) {
      this.problem(id, `Type a whole number from ${String(least)} to ${String(most)}.`);
      return undefined;
    }
    return count;
  }

  rows(id: string): readonly FieldReader[] {
    const value = this.values[id];
    const rows: readonly unknown[] = Array.isArray(value) ? value : [];
    return rows
      .filter(isRecord)
      .map(
        (row, place) =>
          new FieldReader(row as FormValues, `${this.path(id)}.${String(place)}.`, this.problems),
      );
  }

  problem(id: string, message: string): void {
    this.problems.push({ field: this.path(id), message });
  }

  path(id: string): string {
    return `${this.prefix}${id}`;
  }

  private checkName(id: string, name: string): void {
    const wrong = whyNotName(name);
    if (wrong !== undefined) {
      this.problem(id, wrong);
    }
  }
}

/** Why PostgreSQL would not keep the name as it stands; undefined when it would. */
export function whyNotName(name: string): string | undefined {
  if (name.includes('\0')) {
    return 'A name cannot hold the character NUL (code 0).';
  }
  const bytes = utf8Length(name);
  return bytes > nameBytes
    ? `The name has ${String(bytes)} bytes, and PostgreSQL keeps only ${String(nameBytes)} of a name. Shorten it.`
    : undefined;
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
  }
  return bytes;
}
