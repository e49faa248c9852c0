import type { Outline, OutlineNode } from './outline';

/**
 * Reads the text form of an array or a composite value element by element. Source: PostgreSQL manual, "Array Input and
 * Output Syntax" and "Composite Type Input and Output Syntax".
 */
export function listOutline(text: string): Outline {
  // Bounds that do not begin at 1 stand before the elements: `[0:1]={5,6}`.
  const bounds = /^(?:\[[-\d]+:[-\d]+\])+=/.exec(text)?.[0] ?? '';
  return {
    root: {
      ...{ label: undefined, labelKind: 'index', kind: 'list' },
      ...{ start: bounds.length, end: text.length },
    },
    children: (node) => (node.kind === 'list' ? elements(text, node, firstIndex(bounds)) : []),
    words: (node, limit) => wordsOf(text.slice(node.start, node.end), node, limit),
  };
}

/** Whether a value has the text form of an array or a composite. */
export function isListText(text: string): boolean {
  return /^(?:(?:\[[-\d]+:[-\d]+\])+=)?\{[^]*\}$|^\([^]*\)$/.test(text);
}

function firstIndex(bounds: string): number {
  return bounds === '' ? 1 : Number(/^\[(-?\d+)/.exec(bounds)?.[1] ?? 1);
}

function elements(text: string, { start, end }: OutlineNode, first: number): readonly OutlineNode[] {
  const isArray = text.charAt(start) === '{';
  const found: OutlineNode[] = [];
  let at = start + 1;
  if (isArray && at >= end - 1) {
    return found;
  }
  while (at <= end - 1) {
    const stop = elementEnd(text, at, end - 1);
    const kind = isArray && text.charAt(at) === '{' ? 'list' : wordAt(text.slice(at, stop), isArray);
    found.push({ label: String(first + found.length), labelKind: 'index', kind, start: at, end: stop });
    at = stop + 1;
  }
  return found;
}

function elementEnd(text: string, start: number, end: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < end; at++) {
    const character = text.charAt(at);
    if (character === '\\') {
      at++;
    } else if (character === '"') {
      quoted = !quoted;
    } else if (!quoted && character === '{') {
      depth++;
    } else if (!quoted && character === '}') {
      depth--;
    } else if (!quoted && depth === 0 && character === ',') {
      return at;
    }
  }
  return end;
}

function wordAt(raw: string, isArray: boolean): 'word' | 'number' | 'text' {
  if (isArray ? raw.toUpperCase() === 'NULL' : raw === '') {
    return 'word';
  }
  return /^-?\d+(?:\.\d+)?$/.test(raw) ? 'number' : 'text';
}

function wordsOf(raw: string, { kind }: OutlineNode, limit: number): string {
  if (kind === 'word') {
    return 'NULL';
  }
  const plain = kind === 'list' ? raw : unquoted(raw);
  return plain.length > limit ? `${plain.slice(0, limit)}…` : plain;
}

/** Within quotes a doubled quote stands for one, and a backslash for what follows it. */
function unquoted(raw: string): string {
  return raw.startsWith('"')
    ? raw.slice(1, -1).replace(/\\([^])|""/g, (_, escaped: string | undefined) => escaped ?? '"')
    : raw.replace(/\\([^])/g, '$1');
}
