/** What begins each node in the formats of EXPLAIN; none of it can stand inside a value. */
const marks: readonly (readonly [format: RegExp, node: RegExp])[] = [
  [/"Node Type":/, /"Node Type":/g],
  [/<Node-Type>/, /<Node-Type>/g],
  [/^[ -]*Node Type: "/m, /^[ -]*Node Type: "/gm],
];

/**
 * Where the nodes stand in a plan as it was written, in the order of the nodes. Empty when nobody can tell.
 * @param text in any of the formats of EXPLAIN.
 */
export function nodeOffsets(text: string): readonly number[] {
  const node = marks.find(([format]) => format.test(text))?.[1];
  if (node) {
    return [...text.matchAll(node)].map(({ index }) => index);
  }
  const root = /\S.*\((?:cost|actual|never)/.exec(text) ?? /\S/.exec(text);
  return root ? [root.index, ...[...text.matchAll(/^[^\S\n]*->/gm)].map(({ index }) => index)] : [];
}
