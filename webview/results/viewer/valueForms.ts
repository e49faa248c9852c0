import type { ResultColumn } from '../../../src/core/query/session';
import { isListText } from '../../../src/core/values/listOutline';

/** A way to look at a value. */
export type ValueForm = 'text' | 'json' | 'list' | 'hex';

export const formTitles: Readonly<Record<ValueForm, string>> = {
  text: 'Text',
  json: 'JSON',
  list: 'List',
  hex: 'Hex',
};

const json = new Set([114, 3802]);
const bytea = 17;
/** point, lseg, path, box, polygon, circle and line look like composites. */
const geometric = new Set([600, 601, 602, 603, 604, 628, 718]);

/** The ways to look at a value, the most useful first; by its type and how its text begins. */
export function formsOf({ typeOid, typeName }: ResultColumn, text: string): readonly ValueForm[] {
  if (typeOid === bytea && text.startsWith('\\x')) {
    return ['hex', 'text'];
  }
  if (json.has(typeOid)) {
    return /^\s*[[{]/.test(text) ? ['json', 'text'] : ['text'];
  }
  const isComposite = text.startsWith('(') && !geometric.has(typeOid) && !/range|text|char/.test(typeName);
  if ((typeName.endsWith('[]') || isComposite) && isListText(text)) {
    return ['list', 'text'];
  }
  return /^\s*[[{]\s*["{[\d\]}]/.test(text) && /\b(?:text|char)/.test(typeName) ? ['text', 'json'] : ['text'];
}
