/** A part of a long value that can be folded: it knows its place in the text, and is read when it is opened. */
export interface OutlineNode {
  /** The key or the number of an element; undefined for the whole value. */
  readonly label: string | undefined;
  /** A name in quotes, or a number. */
  readonly labelKind: 'name' | 'index';
  readonly kind: 'object' | 'list' | 'text' | 'number' | 'word';
  /** Where the value stands in the text. */
  readonly start: number;
  readonly end: number;
}

/** A value whose text is read part by part. */
export interface Outline {
  readonly root: OutlineNode;
  /** The parts of an object or a list; none of anything else. */
  children(node: OutlineNode): readonly OutlineNode[];
  /** What a part without parts says, up to `limit` UTF-16 units. */
  words(node: OutlineNode, limit: number): string;
}

export function isOpenable({ kind }: OutlineNode): boolean {
  return kind === 'object' || kind === 'list';
}
