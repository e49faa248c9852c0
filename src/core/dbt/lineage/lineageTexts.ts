import { displayName } from '../../explorer/displayName';
import { rowsWords, sizeWords } from '../../explorer/measures';
import { shortened } from '../../graph/nodeTexts';
import { lineageName, type LineageNode } from './lineageGraph';

/** What the server of the shown target says of a relation; `missing` when it is not there. */
export type LineageMeasure =
  | 'missing'
  | {
      /** As it was counted last; undefined when it never was, and for a view. */
      readonly rows: number | undefined;
      readonly bytes: number | undefined;
    };

/** The three lines of a node. */
export interface LineageTexts {
  readonly name: string;
  /** `mart · incremental` */
  readonly what: string;
  /** `~1.2M rows · 3 MB · success 2 h ago` */
  readonly data: string;
}

export function lineageTexts(node: LineageNode, measure: LineageMeasure | undefined): LineageTexts {
  return {
    name: shortened(lineageName(node)),
    what: [
      node.layer,
      ...(showsMaterialization(node) ? [displayName(node.materialized ?? '')] : []),
      ...(node.tests === undefined ? [] : [node.tests]),
    ].join(' · '),
    data: [...measureWords(measure), ...(node.run === undefined ? [] : [displayName(node.run)])].join(' · '),
  };
}

/** Why a node is out of date. */
export function outOfDateWords({ kind }: LineageNode): string {
  return kind === 'source'
    ? 'out of date: it was not loaded for too long'
    : 'out of date: what it reads was built later';
}

/** As much of a text as fits into a width in pixels, in a font of 11 or 12 pixels. */
export function fitted(text: string, width: number): string {
  const room = Math.floor(width / 6);
  const characters = Array.from(text);
  return characters.length <= room ? text : `${characters.slice(0, Math.max(1, room - 1)).join('')}…`;
}

/** What a screen reader says of a node: its texts, and how many are above and below it. */
export function spokenLineage(
  node: LineageNode,
  measure: LineageMeasure | undefined,
  near: { readonly up: readonly string[]; readonly down: readonly string[] },
): string {
  const { what, data } = lineageTexts(node, measure);
  return [
    `${lineageName(node)}, ${what}`,
    ...(data === '' ? [] : [data]),
    ...(node.isOutOfDate === true ? [outOfDateWords(node)] : []),
    ...(near.up.length === 0 ? [] : [`reads ${someOf(near.up)}`]),
    ...(near.down.length === 0 ? [] : [`read by ${someOf(near.down)}`]),
  ].join('; ');
}

function measureWords(measure: LineageMeasure | undefined): readonly string[] {
  if (measure === undefined) {
    return [];
  }
  if (measure === 'missing') {
    return ['not in the database'];
  }
  const { rows, bytes } = measure;
  return [
    ...(rows === undefined ? [] : [rowsWords(rows)]),
    ...(bytes === undefined ? [] : [sizeWords(bytes)]),
  ];
}

/** A materialization that says no more than the kind is left out. */
function showsMaterialization({ kind, materialized }: LineageNode): boolean {
  return materialized !== undefined && materialized !== kind && kind !== 'test';
}

/** A model that hundreds read would be spoken of for minutes. */
const spokenNames = 8;

function someOf(names: readonly string[]): string {
  const rest = names.length - spokenNames;
  return `${names.slice(0, spokenNames).join(', ')}${rest > 0 ? ` and ${String(rest)} more` : ''}`;
}
