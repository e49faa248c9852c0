import { isRecord, isString } from '../../base/validate';
import { whyNotName } from '../sql/name';
import { readRelationName, type RelationName } from './relationName';
import type { Checked, FieldProblem, FormValues } from './scaffoldForm';

/** Reads the fields of a form, which is not trusted, and collects what is wrong with them. */
export class FormReader {
  private constructor(
    private readonly values: FormValues,
    private readonly prefix: string,
    readonly problems: FieldProblem[],
  ) {}

  static of(values: FormValues): FormReader {
    return new FormReader(values, '', []);
  }

  /** The spec, if nothing was wrong. */
  checked<Spec>(spec: Spec): Checked<Spec> {
    return this.problems.length > 0 ? { kind: 'problems', problems: this.problems } : { kind: 'spec', spec };
  }

  /** As it stands. */
  written(id: string): string {
    const value = this.values[id];
    return isString(value) ? value : '';
  }

  /** Without the spaces around it. */
  text(id: string): string {
    return this.written(id).trim();
  }

  /** Texts as they stand, but for the empty ones. */
  texts(id: string): readonly string[] {
    return this.list(id)
      .filter(isString)
      .filter((each) => each !== '');
  }

  flag(id: string): boolean {
    return this.values[id] === true;
  }

  /** One of the options; the first one when it is none. */
  choice<T extends string>(id: string, options: readonly [T, ...T[]]): T {
    const value = this.values[id];
    return options.find((each) => each === value) ?? options[0];
  }

  /** A name that must be there. Spaces belong to it. */
  name(id: string, what: string): string {
    const name = this.optionalName(id);
    if (name === undefined) {
      this.problem(id, `Name ${what}.`);
    }
    return name ?? '';
  }

  /** A name, or undefined for an empty field. */
  optionalName(id: string): string | undefined {
    const name = this.written(id);
    if (name === '') {
      return undefined;
    }
    this.check(id, whyNotName(name));
    return name;
  }

  /** Each name once, in order. */
  names(id: string): readonly string[] {
    const names = [...new Set(this.texts(id))];
    names.forEach((name) => {
      this.check(id, whyNotName(name));
    });
    return names;
  }

  /** A relation with its schema; a problem when the text is none. */
  relation(id: string): RelationName {
    return this.readRelation(id, this.text(id));
  }

  relations(id: string): readonly RelationName[] {
    return this.texts(id).map((written) => this.readRelation(id, written));
  }

  /** A whole number; a problem when it is none or lies outside. */
  count(id: string, least: number, most: number): number {
    const typed = this.text(id);
    const count = Number(typed);
    if (/^\d+$/.test(typed) && count >= least && count <= most) {
      return count;
    }
    this.problem(id, `Write a whole number from ${String(least)} to ${String(most)}.`);
    return least;
  }

  /** A whole number, or undefined for an empty field. */
  optionalCount(id: string, least: number, most: number): number | undefined {
    return this.text(id) === '' ? undefined : this.count(id, least, most);
  }

  /** The rows of a list, whose problems are gathered here. */
  rows(id: string): readonly FormReader[] {
    return this.list(id)
      .filter(isRecord)
      .map(
        (row, place) =>
          new FormReader(row as FormValues, `${this.prefix}${id}.${String(place)}.`, this.problems),
      );
  }

  problem(id: string, message: string): void {
    this.problems.push({ field: `${this.prefix}${id}`, message });
  }

  private list(id: string): readonly unknown[] {
    const value: unknown = this.values[id];
    return Array.isArray(value) ? value : [];
  }

  private readRelation(id: string, written: string): RelationName {
    const relation = readRelationName(written);
    if (relation === undefined) {
      this.problem(id, whyNotRelation(written));
      return { schema: '', name: '' };
    }
    this.check(id, whyNotName(relation.schema) ?? whyNotName(relation.name));
    return relation;
  }

  private check(id: string, problem: string | undefined): void {
    if (problem !== undefined) {
      this.problem(id, problem);
    }
  }
}

function whyNotRelation(written: string): string {
  const quotes = /^[\w.]*$/.test(written) ? '' : ' A name with other signs stands in double quotes.';
  return `Write ${written === '' ? 'the table' : written} with its schema, such as core.customers.${quotes}`;
}
