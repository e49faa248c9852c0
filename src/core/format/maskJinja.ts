import type { TextRange } from '../../base/textRange';
import { tokenize } from '../sql/lexer';
import { closesBlock, type JinjaTag, jinjaTags, opensBlock } from './jinjaTags';

/** A part of a text that a placeholder stands for: a template with what is stuck to it, or several. */
export interface MaskedPart extends TextRange {
  readonly text: string;
  /** It stands on lines of its own. */
  readonly ownLine: boolean;
  /** What it does to blocks; `none` also for a block that opens and ends in it. */
  readonly block: 'open' | 'middle' | 'close' | 'none';
}

export interface MaskedText {
  /** SQL without templates, as far as SQL is there. */
  readonly text: string;
  readonly parts: readonly MaskedPart[];
}

/** Finds placeholders again, also after their letters were changed to capitals. */
export const placeholder = /(?:--)?lhj(\d+)_*z/gi;

/**
 * Puts a placeholder in the place of each template: a name where it stands in a line, as long as what it stands for, and a comment
 * where it has lines of its own. Undefined where that cannot be done.
 */
export function maskJinja(text: string): MaskedText | undefined {
  const tags = /lhj\d/i.test(text) ? undefined : jinjaTags(text);
  if (tags === undefined) {
    return undefined;
  }
  const groups = stuck(text, inlineBlocks(text, tags));
  const quoted = inQuotes(text, groups);
  if (
    groups.some((group, index) => isSplit(text, group) || (quoted[index] !== true && isPrefix(text, group)))
  ) {
    return undefined;
  }
  const parts = groups.map((group, index) => partOf(text, group, quoted[index] === true));
  return { text: replaced(text, parts, layoutName), parts };
}

/** What must be the same before and after: the templates, each with what is stuck to it, and the SQL around them. */
export function comparable(
  text: string,
): { readonly sql: string; readonly templates: readonly string[] } | undefined {
  const tags = jinjaTags(text);
  if (tags === undefined) {
    return undefined;
  }
  const groups = stuck(
    text,
    tags.map((tag) => ({ start: tag.start, end: tag.end, tags: [tag] })),
  );
  const parts = groups.map((group) => partOf(text, group, true));
  return {
    sql: replaced(text, parts, (_, index) => `lhj${index}z`),
    templates: parts.map((part) => part.text),
  };
}

interface Group extends TextRange {
  readonly tags: readonly JinjaTag[];
}

/** Blocks that begin and end in one line stay as they are, with what is in them. */
function inlineBlocks(text: string, tags: readonly JinjaTag[]): readonly Group[] {
  const open: number[] = [];
  const groups: Group[] = [];
  tags.forEach((tag) => {
    groups.push({ start: tag.start, end: tag.end, tags: [tag] });
    if (opensBlock(text, tag)) {
      open.push(groups.length - 1);
    } else if (closesBlock(tag)) {
      const from = open.pop();
      const first = from === undefined ? undefined : groups[from];
      if (from !== undefined && first && !text.slice(first.start, tag.end).includes('\n')) {
        const inside = groups.splice(from).flatMap((group) => group.tags);
        groups.push({ start: first.start, end: tag.end, tags: inside });
      }
    }
  });
  return groups;
}

const stickyCharacter = /[\w$\u0080-\uffff]/;

/** `{{ a }}_total` and `t_{{ a }}` are one name: nothing may come between. */
function stuck(text: string, groups: readonly Group[]): readonly Group[] {
  const found: Group[] = [];
  for (const group of groups) {
    const before = found.at(-1);
    let { start, end } = group;
    while (start > (before?.end ?? 0) && stickyCharacter.test(text[start - 1] ?? '')) {
      start--;
    }
    while (stickyCharacter.test(text[end] ?? '')) {
      end++;
    }
    if (before !== undefined && start <= before.end) {
      found[found.length - 1] = { start: before.start, end, tags: [...before.tags, ...group.tags] };
    } else {
      found.push({ start, end, tags: group.tags });
    }
  }
  return found;
}

/** A block that ends elsewhere is stuck to something: it cannot get a line of its own. */
function isSplit(text: string, { tags }: Group): boolean {
  const opened = tags.filter((tag) => opensBlock(text, tag)).length;
  return tags.length > 1 && opened !== tags.filter(closesBlock).length;
}

/** `{{ e }}'text'` may become `E'text'`. */
function isPrefix(text: string, { end }: Group): boolean {
  return text[end] === "'" || text[end] === '"';
}

/** Which of the groups stand in a string, a quoted name or a comment. */
function inQuotes(text: string, groups: readonly Group[]): readonly boolean[] {
  const names = groups.map(({ start, end }) => ({ start, end }));
  const masked = replaced(text, names, (_, index) => `lhj${index}z`);
  const inside = new Set<number>();
  for (const { kind, start, end } of tokenize(masked)) {
    if (kind !== 'word') {
      for (const [, index] of masked.slice(start, end).matchAll(placeholder)) {
        inside.add(Number(index));
      }
    }
  }
  return groups.map((_, index) => inside.has(index));
}

function partOf(text: string, { start, end, tags }: Group, quoted: boolean): MaskedPart {
  const [tag] = tags;
  const alone = tags.length === 1 && tag?.start === start && tag.end === end;
  const ownLine = !quoted && alone && (tag.kind === 'statement' || standsAlone(text, start, end));
  return {
    start,
    end,
    text: text.slice(start, end),
    ownLine,
    block: ownLine ? blockRole(text, tag) : 'none',
  };
}

function blockRole(text: string, tag: JinjaTag): MaskedPart['block'] {
  if (opensBlock(text, tag)) {
    return 'open';
  }
  return closesBlock(tag) ? 'close' : tag.keyword === 'else' || tag.keyword === 'elif' ? 'middle' : 'none';
}

/** Nothing else is on the lines from the one to the other. */
function standsAlone(text: string, start: number, end: number): boolean {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', end);
  return (
    text.slice(lineStart, start).trim() === '' &&
    text.slice(end, lineEnd < 0 ? text.length : lineEnd).trim() === ''
  );
}

/** As long as what it stands for, so that lines break where they would. */
function layoutName({ text, ownLine }: MaskedPart, index: number): string {
  if (ownLine) {
    return `\n--lhj${index}z\n`;
  }
  const name = `lhj${index}`;
  const width = text.includes('\n') ? 40 : Math.min(text.length, 40);
  return `${name}${'_'.repeat(Math.max(0, width - name.length - 1))}z`;
}

function replaced<Part extends TextRange>(
  text: string,
  parts: readonly Part[],
  name: (part: Part, index: number) => string,
): string {
  let at = 0;
  const pieces: string[] = [];
  parts.forEach((part, index) => {
    pieces.push(text.slice(at, part.start), name(part, index));
    at = part.end;
  });
  return pieces.join('') + text.slice(at);
}
