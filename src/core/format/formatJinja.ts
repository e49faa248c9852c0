import { tokenize } from '../sql/lexer';
import { comparable, type MaskedPart, maskJinja, placeholder } from './maskJinja';
import { sameTokens } from './sameTokens';

/**
 * Lays out a statement with templates: they stay as they are, statements of Jinja and what stood alone on a line get lines of their
 * own, and what a block holds is indented once more. Undefined where that would change anything.
 * @param format lays out SQL; it may throw
 * @param indent one level
 */
export function formatJinja(
  text: string,
  format: (sql: string) => string,
  indent: string,
): string | undefined {
  const masked = maskJinja(text);
  if (masked === undefined) {
    return undefined;
  }
  const laidOut = indented(format(masked.text).trim(), masked.parts, indent);
  const restored = laidOut?.replace(
    placeholder,
    (_, index: string) => masked.parts[Number(index)]?.text ?? '',
  );
  const result = restored === undefined ? undefined : withBlankLines(text, restored, masked.parts);
  return result !== undefined && saysTheSame(text, result) ? result : undefined;
}

function saysTheSame(before: string, after: string): boolean {
  const one = comparable(before);
  const other = comparable(after);
  return (
    one !== undefined &&
    other !== undefined &&
    one.templates.length === other.templates.length &&
    one.templates.every((template, index) => template === other.templates[index]) &&
    sameTokens(one.sql, other.sql)
  );
}

/** The lines with their blocks indented; undefined where a statement of Jinja did not get its line. */
function indented(sql: string, parts: readonly MaskedPart[], indent: string): string | undefined {
  const lines = sql.split('\n');
  const kept = linesInTokens(sql);
  const own = lines.map((line) => ownPart(line, parts));
  const isStray = lines.some((line, index) => own[index] === undefined && /--lhj\d+z/i.test(line));
  const blocks = parts.filter(({ block }) => block === 'open' || block === 'close');
  // Blocks that begin or end in another statement are not indented.
  const whole =
    blocks.reduce((depth, { block }) => (depth < 0 ? depth : depth + (block === 'open' ? 1 : -1)), 0) === 0;
  if (isStray) {
    return undefined;
  }
  const open: string[] = [];
  return lines
    .map((line, index) => {
      const block = own[index]?.block ?? 'none';
      if (block === 'close' || block === 'middle') {
        const outer = (block === 'close' ? open.pop() : open.at(-1)) ?? '';
        return outer + line.trimStart();
      }
      const deeper = whole && !kept.has(index) && line !== '' ? indent.repeat(open.length) : '';
      if (block !== 'open') {
        return deeper + line;
      }
      const place = deeper + contentIndent(lines, own, index);
      open.push(place);
      return place + line.trimStart();
    })
    .join('\n');
}

function ownPart(line: string, parts: readonly MaskedPart[]): MaskedPart | undefined {
  const index = /^\s*--lhj(\d+)z$/i.exec(line)?.[1];
  return index === undefined ? undefined : parts[Number(index)];
}

/** A block begins where its content does. */
function contentIndent(
  lines: readonly string[],
  own: readonly (MaskedPart | undefined)[],
  from: number,
): string {
  const content = lines.findIndex((line, index) => index > from && own[index] === undefined && line !== '');
  const line = lines[content < 0 ? from : content] ?? '';
  return line.slice(0, line.length - line.trimStart().length);
}

/** The lines that begin inside of a string or a comment, whose white space is not ours. */
function linesInTokens(sql: string): ReadonlySet<number> {
  const inside = new Set<number>();
  let line = 0;
  let at = 0;
  for (const { start, end } of tokenize(sql)) {
    line += lineBreaks(sql, at, start);
    const more = lineBreaks(sql, start, end);
    for (let next = 1; next <= more; next++) {
      inside.add(line + next);
    }
    line += more;
    at = end;
  }
  return inside;
}

function lineBreaks(text: string, start: number, end: number): number {
  return text.slice(start, end).split('\n').length - 1;
}

/** An empty line after what stands above the SQL, such as `{{ config(…) }}`, stays. */
function withBlankLines(before: string, after: string, parts: readonly MaskedPart[]): string {
  let result = after;
  let at = 0;
  let place = 0;
  for (const part of parts) {
    if (!part.ownLine || before.slice(at, part.start).trim() !== '' || !result.startsWith(part.text, place)) {
      break;
    }
    at = part.end;
    place += part.text.length;
    const gap = /^\s*/.exec(result.slice(place))?.[0] ?? '';
    if (/^[ \t]*\r?\n[ \t]*\r?\n/.test(before.slice(at)) && place + gap.length < result.length) {
      result = `${result.slice(0, place)}\n${gap}${result.slice(place + gap.length)}`;
      place += 1;
    }
    place += gap.length;
  }
  return result;
}
