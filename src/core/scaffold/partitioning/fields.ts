import { isRecord, isString } from '../../../base/validate';
import { readRelationName, type RelationName } from '../relationName';
import type { FieldProblem, FormValues } from '../scaffoldForm';
import { nameProblem } from './partitionName';

/** Reads the values of a form, and gathers what is wrong with them. */
export interface FieldReader {
  readonly problems: FieldProblem[];
  /** Without the spaces around it. */
  text(id: string): string;
  /** As it stands: a name may begin and end with spaces. */
  name(id: string): string;
  flag(id: string): boolean;
  names(id: string): readonly string[];
  rows(id: string): readonly FieldReader[];
  /** A whole number; a problem when it is none or lies outside. */
  count(id: string, least: number, most: number): number;
  /** A relation with its schema; a problem when the text is none. */
  relation(id: string): RelationName;
  /** A problem when a name cannot be one. */
  checkName(id: string, name: string): void;
  problem(id: string, message: string): void;
}

export function fieldReader(values: FormValues, prefix = '', problems: FieldProblem[] = []): FieldReader {
  const at = (id: string): unknown => values[id];
  const problem = (id: string, message: string): void => {
    problems.push({ field: `${prefix}${id}`, message });
  };
  const text = (id: string): string => {
    const value = at(id);
    return isString(value) ? value.trim() : '';
  };
  return {
    problems,
    text,
    problem,
    name: (id) => {
      const value = at(id);
      return isString(value) ? value : '';
    },
    flag: (id) => at(id) === true,
    names: (id) => {
      const value = at(id);
      return Array.isArray(value) ? value.filter(isString).filter((name) => name !== '') : [];
    },
    rows: (id) => {
      const value = at(id);
      const rows = Array.isArray(value) ? value.filter(isRecord) : [];
      return rows.map((row, place) => fieldReader(row as FormValues, `${prefix}${id}.${place}.`, problems));
    },
    count: (id, least, most) => {
      const value = text(id);
      const number = Number(value);
      if (/^\d+$/.test(value) && number >= least && number <= most) {
        return number;
      }
      problem(id, `Write a whole number from ${least} to ${most}.`);
      return least;
    },
    relation: (id) => {
      const name = readRelationName(text(id));
      if (name === undefined) {
        problem(
          id,
          'Write schema and table, such as core.loans. A name with other signs stands in double quotes.',
        );
      } else {
        for (const part of [name.schema, name.name]) {
          checkNameAt(part, (message) => {
            problem(id, message);
          });
        }
      }
      return name ?? { schema: '', name: '' };
    },
    checkName: (id, name) => {
      checkNameAt(name, (message) => {
        problem(id, message);
      });
    },
  };
}

function checkNameAt(name: string, report: (message: string) => void): void {
  const wrong = nameProblem(name);
  if (wrong !== undefined) {
    report(wrong);
  }
}
