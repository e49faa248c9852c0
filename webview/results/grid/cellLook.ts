import { sizeWords } from '../../../src/core/explorer/measures';
import type { Cell } from '../../../src/core/ports';
import type { ResultColumn } from '../../../src/core/query/session';
import { visibleText } from '../../shared/visibleText';
import { isNumeric } from './columnKind';

/** How a value is shown. It is only a look: whatever is copied, edited or opened is PostgreSQL's own text. */
export interface CellLook {
  readonly text: string;
  /** Stands before the text: the size of a value that is not shown whole. */
  readonly badge: string;
  /** Names of classes, each with a space before it. */
  readonly look: string;
}

/** Object ids of the built-in types. Source: pg_type.dat */
const bool = 16;
const bytea = 17;
const json = 114;

/** @param bytes the size of a value that arrived cut */
export function cellLook(value: Cell, column: ResultColumn, bytes: number | undefined): CellLook {
  const look = isNumeric(column) ? ' grid-cell-number' : '';
  if (value === null) {
    return { text: 'NULL', badge: '', look: `${look} grid-cell-null` };
  }
  if (value === '') {
    return { text: '', badge: '', look: `${look} grid-cell-empty` };
  }
  const badge = badgeOf(value, column, bytes);
  return { text: textOf(value, column), badge: badge === '' ? '' : `${badge} `, look };
}

function textOf(value: string, { typeOid }: ResultColumn): string {
  switch (typeOid) {
    case bool:
      return value === 't' ? 'true' : value === 'f' ? 'false' : value;
    case bytea:
      return value.length > shownHex ? `${value.slice(0, shownHex)}…` : value;
    case json:
      return edgesVisible(visibleText(value.replace(/\s*[\r\n]\s*/g, ' ')));
    default:
      return edgesVisible(visibleText(value));
  }
}

const shownHex = 66;

/** Blanks at the ends are as much part of a value as its letters. */
function edgesVisible(text: string): string {
  return /^[ \u00a0]|[ \u00a0]$/.test(text)
    ? text.replace(/^[ \u00a0]+|[ \u00a0]+$/g, (blanks) =>
        blanks.replaceAll(' ', '·').replaceAll('\u00a0', '⍽'),
      )
    : text;
}

function badgeOf(value: string, column: ResultColumn, bytes: number | undefined): string {
  if (column.typeOid === bytea && value.startsWith('\\x')) {
    const digits = (bytes ?? value.length) - 2;
    return digits / 2 > 8 ? sizeWords(digits / 2) : '';
  }
  if (/^(?:\w+\.)?geo(?:metry|graphy)\b/.test(column.typeName)) {
    return geometryWords(value);
  }
  return bytes === undefined ? '' : sizeWords(bytes);
}

const shapes = [
  ...['', 'POINT', 'LINESTRING', 'POLYGON', 'MULTIPOINT', 'MULTILINESTRING', 'MULTIPOLYGON'],
  'GEOMETRYCOLLECTION',
];

/** What the head of PostGIS's text form tells: extended well-known binary in hexadecimal digits. */
function geometryWords(value: string): string {
  const bytes = /^(00|01)([0-9A-F]{8})([0-9A-F]{8})?/i.exec(value);
  if (!bytes) {
    return '';
  }
  const [, order, type = '', srid = ''] = bytes;
  const read = (digits: string) =>
    parseInt(order === '01' ? (digits.match(/../g) ?? []).reverse().join('') : digits, 16);
  const code = read(type);
  const shape = shapes[code & 0xff] ?? '';
  return code & 0x20000000 && shape !== '' ? `${shape} · SRID ${read(srid)}` : shape;
}
