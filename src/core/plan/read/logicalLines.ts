import { Balance } from './balance';
import { hasFigures, readNodeLine } from './nodeLine';
import { isNodeName } from './nodeName';
import type { TextLine } from './textLines';
import { splitProperty } from './textProperties';
import { isFooter } from './textSections';

/** What a line of the text format is, as far as the line alone tells. */
export type LineKind = 'root' | 'child' | 'label' | 'worker' | 'property' | 'footer' | 'query' | 'other';

/** A line as the server wrote it, although somebody may have broken it into several. */
export interface LogicalLine {
  readonly kind: LineKind;
  /** Of a child, without its arrow. */
  readonly text: string;
  readonly indent: number;
  /** UTF-16 offset of its first line. */
  readonly offset: number;
  /** UTF-16 offset where the next line begins. */
  readonly end: number;
  /** It ends inside quotes or parentheses. */
  readonly isOpen: boolean;
}

/** Puts together the lines that a terminal, a mail or a value with line breaks tore apart. */
export function logicalLines(lines: readonly TextLine[]): readonly LogicalLine[] {
  return new Joiner(lines).run();
}

interface Draft {
  readonly kind: LineKind;
  readonly indent: number;
  readonly offset: number;
  readonly parts: string[];
  readonly balance: Balance;
  end: number;
  /** The line that was taken last. */
  last: TextLine;
}

class Joiner {
  private readonly wrapWidth: number;
  private readonly haveFigures: boolean;
  private readonly joined: LogicalLine[] = [];
  private draft: Draft | undefined;
  /** Of the root above; undefined outside of a plan. */
  private base: number | undefined;

  constructor(private readonly lines: readonly TextLine[]) {
    this.wrapWidth = wrapWidthOf(lines);
    this.haveFigures = lines.some(({ text }) => text.includes('(cost=') || text.includes('(actual '));
  }

  run(): readonly LogicalLine[] {
    for (const line of this.lines) {
      if (line.text === '' && this.draft?.balance.inQuotes !== true && this.draft?.kind !== 'query') {
        this.finish();
        continue;
      }
      const kind = this.kindOf(line);
      if (this.draft && this.goesOn(this.draft, line, kind)) {
        this.append(this.draft, line);
      } else {
        this.finish();
        this.begin(line, kind);
      }
    }
    this.finish();
    return this.joined;
  }

  private kindOf({ text, indent }: TextLine): LineKind {
    if (text.startsWith('->')) {
      return 'child';
    }
    if (/^(?:InitPlan|SubPlan|CTE) \S/.test(text) && !hasFigures(readNodeLine(text))) {
      return 'label';
    }
    const mayBeRoot = this.base === undefined || indent <= this.base;
    if (mayBeRoot && text.startsWith('Query Text:')) {
      return 'query';
    }
    if (
      mayBeRoot &&
      (isNodeName(text) || (hasFigures(readNodeLine(text)) && splitProperty(text) === undefined))
    ) {
      return 'root';
    }
    if (this.base === undefined) {
      return 'other';
    }
    if (/^Worker \d+: /.test(text)) {
      return 'worker';
    }
    if (indent <= this.base) {
      return isFooter(text) ? 'footer' : 'other';
    }
    return splitProperty(text) !== undefined || isNodeName(text) ? 'property' : 'other';
  }

  private goesOn(draft: Draft, line: TextLine, kind: LineKind): boolean {
    if (draft.kind === 'query') {
      return !(kind === 'root' && hasFigures(readNodeLine(line.text)));
    }
    if (draft.kind === 'other') {
      return false;
    }
    const isNode = kind === 'child' && (isNodeName(bare(line.text)) || hasFigures(readNodeLine(line.text)));
    if (isNode || kind === 'footer') {
      return false;
    }
    if (draft.balance.isOpen) {
      return true;
    }
    const isBroken = this.isWrapped(draft.last);
    const node = draft.kind === 'root' || draft.kind === 'child';
    if (node && isBroken && this.haveFigures && !hasFigures(readNodeLine(draft.parts.join('')))) {
      return true;
    }
    if (kind !== 'other') {
      return false;
    }
    return isBroken || (line.indent > (this.base ?? 0) && !this.isWrapped(line) && !isRowCount(line.text));
  }

  private isWrapped(line: TextLine): boolean {
    return this.wrapWidth > 0 && line.width === this.wrapWidth;
  }

  private begin(line: TextLine, kind: LineKind): void {
    if (kind === 'root') {
      this.base = line.indent;
    } else if (kind === 'other' && line.indent <= (this.base ?? 0)) {
      this.base = undefined;
    } else if (kind === 'child') {
      this.base ??= Math.max(0, line.indent - 2);
    }
    const balance = new Balance();
    balance.add(line.text);
    const end = line.offset + line.width + 1;
    const { indent, offset } = line;
    this.draft = { kind, indent, offset, end, parts: [line.text], balance, last: line };
  }

  private append(draft: Draft, line: TextLine): void {
    const separator =
      draft.kind === 'query' || (draft.balance.inQuotes && !this.isWrapped(draft.last))
        ? '\n'
        : this.isWrapped(draft.last)
          ? ' '.repeat(Math.max(0, draft.last.width - draft.last.indent - draft.last.text.length))
          : ' ';
    draft.parts.push(
      separator,
      draft.kind === 'query' ? `${' '.repeat(line.indent)}${line.text}` : line.text,
    );
    draft.balance.add(line.text);
    draft.end = line.offset + line.width + 1;
    draft.last = line;
  }

  private finish(): void {
    if (this.draft) {
      const { kind, indent, offset, end, parts, balance } = this.draft;
      const text = parts.join('');
      this.joined.push({
        kind,
        text: kind === 'child' ? bare(text) : text,
        indent,
        offset,
        end,
        isOpen: balance.isOpen,
      });
      this.draft = undefined;
    }
  }
}

/** Without the arrow. */
function bare(text: string): string {
  return text.replace(/^->\s*/, '');
}

/** `(12 rows)`, in any language. */
function isRowCount(text: string): boolean {
  return /^\(\d+ [^()]*\)$/.test(text);
}

/** Where a terminal broke the lines: the width of several, longer than which none is; 0 when they were not broken. */
function wrapWidthOf(lines: readonly TextLine[]): number {
  const widest = lines.reduce((most, { width }) => Math.max(most, width), 0);
  const full = lines.filter(({ width }) => width === widest).length;
  return widest >= 40 && (full >= 2 || widest % 20 === 0) ? widest : 0;
}
