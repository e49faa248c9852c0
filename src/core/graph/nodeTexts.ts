import { displayName } from '../explorer/displayName';
import type { GraphColumn, GraphNode } from './graph';

/** Longer texts are cut where a node is drawn; the page says them whole. */
const shownCharacters = 44;

/** What stands on a node, each text on one line and not too long. */
export function nodeTexts(node: GraphNode): { readonly title: string; readonly full: string } {
  const arguments_ = node.signature === undefined ? '' : `(${displayName(node.signature)})`;
  const full = `${displayName(node.schema)}.${displayName(node.name)}${arguments_}`;
  return { title: shortened(full), full };
}

export function columnTexts(column: GraphColumn): {
  readonly mark: string;
  readonly name: string;
  readonly type: string;
} {
  const mark = column.primary ? (column.foreign ? 'PF' : 'PK') : column.foreign ? 'FK' : '';
  return {
    mark,
    name: shortened(displayName(column.name)),
    type: shortened(`${displayName(column.type)}${column.notNull ? '' : '?'}`),
  };
}

/** About how wide a text is, in pixels, in a sans serif font of 12 pixels: there is nothing here to measure it with. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of shortened(text)) {
    const code = character.codePointAt(0) ?? 0;
    width += code > 0x2e80 ? 13 : /[mwMW@%]/.test(character) ? 10.5 : /[A-Z_]/.test(character) ? 8 : 6.9;
  }
  return Math.ceil(width);
}

/** A text that fits on a node. */
export function shortened(text: string): string {
  const characters = Array.from(text);
  return characters.length <= shownCharacters
    ? text
    : `${characters.slice(0, shownCharacters - 1).join('')}…`;
}
