import type { TextRange } from '../../../base/textRange';
import { tokenRangeAt } from '../../sql/errorPlace';

/** What dbt says of where the server stopped: the line of the SQL, which it quotes, and the place in it. */
export interface QuotedPlace {
  /** A part of the line, with spaces for tabs. */
  readonly quoted: string;
  /** The place of the error in it. */
  readonly offset: number;
  /** Of the text that dbt sent, which has statements around the compiled SQL. */
  readonly line: number;
}

/**
 * The place in a message of the server, as libpq prints it below the message: `LINE 14: select foo`, with a caret in the line below.
 * Source: PostgreSQL, fe-protocol3.c, reportErrorPosition.
 */
export function quotedPlace(message: string): QuotedPlace | undefined {
  const found = /^([ \t]*LINE (\d+): )(.*)\r?\n([ \t]*)\^/m.exec(message);
  if (!found) {
    return undefined;
  }
  const [, before = '', line = '', text = '', spaces = ''] = found;
  const cut = text.startsWith('...') ? 3 : 0;
  const offset = spaces.length - before.length - cut;
  return { quoted: text.slice(cut).replace(/\.\.\.$/, ''), offset: Math.max(0, offset), line: Number(line) };
}

/** Where the compiled SQL has the quoted line; of several the one that is nearest to its number. */
export function placeOfQuoted(
  compiled: string,
  { quoted, offset, line }: QuotedPlace,
): TextRange | undefined {
  const text = compiled.replaceAll('\t', ' ');
  const wanted = quoted.trim();
  const shift = quoted.length - quoted.trimStart().length;
  let best: { readonly start: number; readonly distance: number } | undefined;
  for (let at = text.indexOf(wanted); wanted !== '' && at >= 0; at = text.indexOf(wanted, at + 1)) {
    const distance = Math.abs(text.slice(0, at).split('\n').length - line);
    if (!best || distance < best.distance) {
      best = { start: at + Math.max(0, offset - shift), distance };
    }
  }
  return best && tokenRangeAt(compiled, best.start);
}

/** The server's own words in a message of dbt, without what dbt says of files and places. */
export function serverWords(message: string): string {
  return message
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => !/^(?:LINE \d+: |\^$|compiled code at |Database Error in )/.test(line) && line !== '')
    .join('\n');
}

/** A file that dbt could not make SQL of. */
export interface TemplateError {
  /** From the folder of the project, as dbt writes it. */
  readonly file: string;
  readonly message: string;
  /** The line that dbt names, or the name that it does not know; nothing at the start of the text where it names neither. */
  readonly place: (text: string) => TextRange;
}

/** The first error of Jinja in what dbt printed, without colours: `Compilation Error in model orders (models/orders.sql)`. */
export function templateError(printed: string): TemplateError | undefined {
  const found = /Compilation Error in \w+ \S+ \(([^)\r\n]+)\)\r?\n((?:[ \t]+\S.*(?:\r?\n|$))+)/.exec(printed);
  if (!found) {
    return undefined;
  }
  const [, file = '', body = ''] = found;
  const lines = body.split(/\r?\n/).map((line) => line.trim());
  const at = lines.findIndex((line) => /^line \d+$/.test(line));
  const said = lines.slice(0, at < 0 ? undefined : at).filter((line) => line !== '' && !line.startsWith('>'));
  const message = said.join(' ');
  const line = at < 0 ? undefined : Number(lines[at]?.slice('line '.length));
  return {
    file: file.replaceAll('\\', '/'),
    message,
    place: (text) => (line === undefined ? namedPlace(text, message) : linePlace(text, line)),
  };
}

/** @param line one-based */
function linePlace(text: string, line: number): TextRange {
  const lines = text.split('\n');
  const before = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
  const written = lines[line - 1] ?? '';
  const start = before + written.length - written.trimStart().length;
  return {
    start: Math.min(start, text.length),
    end: Math.min(before + written.trimEnd().length, text.length),
  };
}

/** `'cents' is undefined`, or `depends on a node named 'orders' which was not found`. */
function namedPlace(text: string, message: string): TextRange {
  const name = /(?:^|named )'([^']+)'/.exec(message)?.[1];
  const start = name === undefined ? -1 : text.indexOf(name);
  return start < 0 ? { start: 0, end: 0 } : { start, end: start + (name ?? '').length };
}

/** The file of compiled SQL that a message of dbt names, from the project's folder. */
export function compiledFile(message: string): string | undefined {
  const named = /^\s*compiled code at (.+?)\s*$/im.exec(message)?.[1]?.replaceAll('\\', '/');
  // What is run has the statement around it that makes the relation.
  return named?.replace(/(^|\/)run\//, '$1compiled/');
}
