import { jinjaString } from '../../sql/jinjaString';
import type { DbtFix, DbtPlace } from '../finding';
import type { DbtNode } from '../graph/dbtGraph';
import type { LiveFacts } from './liveFacts';
import { nodePlace } from './liveFinding';

/**
 * A fix that adds a key to the config() of a model's file. None where the key is there already, where the file was not
 * read or is no SQL, and where a value could be taken for Jinja or is only half known.
 */
export function configEdit(
  facts: LiveFacts,
  node: DbtNode,
  title: string,
  { key, values }: { readonly key: string; readonly values: readonly string[] },
): readonly DbtFix[] {
  const unsafe = values.some((value) => /^--|\{%|\{#|\{\{(?! this \}\})/.test(value));
  return unsafe || values.length === 0
    ? []
    : configValueEdit(facts, node, title, {
        key,
        value: `[${values.map((value) => jinjaString(value, '"')).join(', ')}]`,
      });
}

/** As `configEdit`, for a value that is written in Jinja's own way. */
export function configValueEdit(
  facts: LiveFacts,
  node: DbtNode,
  title: string,
  { key, value }: { readonly key: string; readonly value: string },
): readonly DbtFix[] {
  const place = nodePlace(facts, node);
  const text = facts.texts.get(node.file);
  const edit = place && text !== undefined && node.file.endsWith('.sql') && editOf(text, key, value);
  return place && edit
    ? [{ kind: 'edit', title, edits: [{ file: place.file, range: edit.range, text: edit.text }] }]
    : [];
}

/** Where the config() of a model's file has a key; the beginning of the file where it is said elsewhere. */
export function configKeyPlace(facts: LiveFacts, node: DbtNode, key: string): DbtPlace | undefined {
  const place = nodePlace(facts, node);
  const text = facts.texts.get(node.file) ?? '';
  const call = configCall.exec(text);
  const start = call ? call.index + call[0].length : 0;
  const end = call && closingParenthesis(text, start);
  const at = end ? keyPattern(key).exec(text.slice(start, end)) : null;
  if (!place || !at) {
    return place;
  }
  const from = start + at.index + at[0].search(/\w/);
  return { file: place.file, range: { start: from, end: from + key.length } };
}

const configCall = /\{\{-?\s*config\s*\(/;

function keyPattern(key: string): RegExp {
  return new RegExp(`\\b${key}\\s*=|['"]${key}['"]\\s*:`);
}

interface Edit {
  readonly range: { readonly start: number; readonly end: number };
  readonly text: string;
}

function editOf(text: string, key: string, value: string): Edit | undefined {
  const call = configCall.exec(text);
  if (!call) {
    return { range: { start: 0, end: 0 }, text: `{{ config(${key}=${value}) }}\n\n` };
  }
  const start = call.index + call[0].length;
  const end = closingParenthesis(text, start);
  if (end === undefined) {
    return undefined;
  }
  const inside = text.slice(start, end);
  if (keyPattern(key).test(inside) || inside.trimStart().startsWith('{')) {
    return undefined;
  }
  const last = inside.trimEnd();
  const comma = last === '' || last.endsWith(',') ? '' : ',';
  const gap = last === '' ? '' : inside.includes('\n') ? `\n${indentation(inside)}` : ' ';
  const at = start + last.length;
  return { range: { start: at, end: at }, text: `${comma}${gap}${key}=${value}` };
}

/** The parenthesis that ends the arguments, past texts in quotes; undefined in a file that is being written. */
function closingParenthesis(text: string, start: number): number | undefined {
  let depth = 1;
  const pattern = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[()[\]{}]/gs;
  pattern.lastIndex = start;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const [token] = match;
    depth += '([{'.includes(token) ? 1 : ')]}'.includes(token) ? -1 : 0;
    if (depth === 0) {
      return match.index;
    }
  }
  return undefined;
}

function indentation(inside: string): string {
  return /\n([ \t]+)\S/.exec(inside)?.[1] ?? '    ';
}
