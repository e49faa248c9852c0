import { isNumberType } from '../../../core/export/valueKind';
import type { Cell } from '../../../core/ports';
import type { ResultColumn } from '../../../core/query/session';
import { type Moment, readDate, readTimestamp } from '../parquet/dateTime';

/** Indexes of the cell formats in `styles.xml`. */
export const cellStyles = { date: 1, timestamp: 2, heading: 3 } as const;

/** A cell of a worksheet holds no longer text, in UTF-16 units. */
export const longestText = 32_767;

/** What the file does not tell exactly. */
export interface SheetLosses {
  cut: number;
  rounded: number;
}

/** Writes the value of one column: everything of a cell but where it stands. Empty for NULL. */
export type CellWriter = (cell: Cell, losses: SheetLosses) => string;

const float4 = 700;
const float8 = 701;

export function cellWriter(column: ResultColumn): CellWriter {
  switch (column.typeOid) {
    case 16:
      return (cell) =>
        cell === 't' || cell === 'f' ? ` t="b"><v>${cell === 't' ? 1 : 0}</v></c>` : plainText(cell);
    case 1082:
      return (cell, losses) => dateCell(cell) ?? textCell(cell, losses);
    case 1114:
    case 1184:
      return (cell, losses) => timestampCell(cell, losses) ?? textCell(cell, losses);
    default:
      return isNumberType(column)
        ? (cell, losses) => numberCell(cell, column.typeOid) ?? textCell(cell, losses)
        : textCell;
  }
}

/** Text in a cell of its own; what looks like a formula stays text. */
export function textCell(cell: Cell, losses: SheetLosses, style = ''): string {
  if (cell === null) {
    return '';
  }
  if (cell.length > longestText) {
    losses.cut++;
    return plainText(cell.slice(0, longestText).replace(/[\ud800-\udbff]$/, ''), style);
  }
  return plainText(cell, style);
}

function plainText(cell: Cell, style = ''): string {
  return cell === null
    ? ''
    : `${style} t="inlineStr"><is><t xml:space="preserve">${escapeText(cell)}</t></is></c>`;
}

/** Excel computes with 15 digits; a number of more digits is text, so that none is lost. A float is a double there, too. */
function numberCell(cell: Cell, typeOid: number): string | undefined {
  if (cell === null || !/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(cell)) {
    return undefined;
  }
  const isFloat = typeOid === float4 || typeOid === float8;
  const digits = cell.replace(/e.*$/i, '').replace(/\D/g, '').replace(/^0+/, '');
  const size = Math.abs(Number(cell));
  const isInRange = size === 0 || (size >= 1e-300 && size <= 1e300);
  return isInRange && (isFloat || digits.length <= 15) ? `><v>${cell}</v></c>` : undefined;
}

/** Days of 1970-01-01 in the count of Excel, which is right from 1900-03-01 on. */
const epoch = 25_569;
const firstDay = 61;
const afterLastDay = 2_958_466;

function dateCell(cell: Cell): string | undefined {
  const bytes = Buffer.from(cell ?? '', 'latin1');
  const serial = readDate(bytes, 0, bytes.length) + epoch;
  return serial >= firstDay && serial < afterLastDay
    ? ` s="${cellStyles.date}"><v>${serial}</v></c>`
    : undefined;
}

const moment: Moment = { seconds: 0, micros: 0 };

/** Excel knows milliseconds, and no zones: a timestamp with one is told in UTC. */
function timestampCell(cell: Cell, losses: SheetLosses): string | undefined {
  const bytes = Buffer.from(cell ?? '', 'latin1');
  if (!readTimestamp(bytes, 0, bytes.length, moment)) {
    return undefined;
  }
  const milliseconds = Math.round(moment.micros / 1000);
  const serial = epoch + (moment.seconds + milliseconds / 1000) / 86_400;
  if (serial < firstDay || serial >= afterLastDay) {
    return undefined;
  }
  losses.rounded += moment.micros % 1000 === 0 ? 0 : 1;
  return ` s="${cellStyles.timestamp}"><v>${serial}</v></c>`;
}

/** Source: ECMA-376 part 1, 22.4.2.4 (bstr), for the characters that XML cannot hold. */
export function escapeText(text: string): string {
  return special.test(text)
    ? text
        .replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_')
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replace(unfit, (each) => `_x${each.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    : text;
}

/** Control characters but tab and line feed; a carriage return would be read as a line feed. */
const controls = String.raw`\u0000-\u0008\u000b-\u001f\ufffe\uffff`;
const unfit = new RegExp(`[${controls}]`, 'g');
const special = new RegExp(`[&<>_${controls}]`);
