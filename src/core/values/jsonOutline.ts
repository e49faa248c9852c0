import type { Outline, OutlineNode } from './outline';

const quote = 34;
const backslash = 92;
const comma = 44;
const colon = 58;
const openBrace = 123;
const closeBrace = 125;
const openBracket = 91;
const closeBracket = 93;

/**
 * Reads JSON as PostgreSQL sent it, part by part: numbers keep their digits, keys that stand twice stand twice, and
 * nothing is read before it is opened. The server has checked the syntax; of a text that was cut the rest is missing.
 */
export function jsonOutline(text: string): Outline {
  return {
    root: valueAt(text, skipBlanks(text, 0), { label: undefined, labelKind: 'index' }),
    children: (node) => childrenOf(text, node),
    words: ({ start, end }, limit) => {
      const cut = end - start > limit;
      return `${text.slice(start, cut ? start + limit : end)}${cut ? '…' : ''}`;
    },
  };
}

type Label = Pick<OutlineNode, 'label' | 'labelKind'>;

function childrenOf(text: string, node: OutlineNode): readonly OutlineNode[] {
  if (node.kind !== 'object' && node.kind !== 'list') {
    return [];
  }
  const isObject = node.kind === 'object';
  const children: OutlineNode[] = [];
  let at = skipBlanks(text, node.start + 1);
  while (at < node.end - 1) {
    let label: Label = { label: String(children.length), labelKind: 'index' };
    if (isObject) {
      const keyEnd = stringEnd(text, at);
      label = { label: keyOf(text.slice(at, keyEnd)), labelKind: 'name' };
      at = skipBlanks(text, keyEnd);
      at = skipBlanks(text, text.charCodeAt(at) === colon ? at + 1 : at);
    }
    const child = valueAt(text, at, label);
    children.push(child);
    // Whatever is wrong with the text, it goes on.
    at = skipBlanks(text, Math.max(child.end, at + 1));
    if (text.charCodeAt(at) === comma) {
      at = skipBlanks(text, at + 1);
    }
  }
  return children;
}

function valueAt(text: string, start: number, label: Label): OutlineNode {
  switch (text.charCodeAt(start)) {
    case openBrace:
      return { ...label, kind: 'object', start, end: containerEnd(text, start) };
    case openBracket:
      return { ...label, kind: 'list', start, end: containerEnd(text, start) };
    case quote:
      return { ...label, kind: 'text', start, end: stringEnd(text, start) };
    default: {
      const end = wordEnd(text, start);
      const isNumber = /[-\d]/.test(text.charAt(start));
      return { ...label, kind: isNumber ? 'number' : 'word', start, end };
    }
  }
}

function containerEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = stringEnd(text, at) - 1;
    } else if (code === openBrace || code === openBracket) {
      depth++;
    } else if (code === closeBrace || code === closeBracket) {
      depth--;
      if (depth === 0) {
        return at + 1;
      }
    }
  }
  return text.length + 1;
}

function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === backslash) {
      at++;
    } else if (code === quote) {
      return at + 1;
    }
  }
  return text.length;
}

function wordEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && !/[\s,\]}]/.test(text.charAt(at))) {
    at++;
  }
  return at;
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (at < text.length && text.charCodeAt(at) <= 32) {
    at++;
  }
  return at;
}

function keyOf(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}
