import type { TextRange } from '../../../base/textRange';

/** Which part of a model became which part of its SQL, in order and without gaps in the SQL. */
export type CompileMap = readonly CompiledPart[];

export interface CompiledPart {
  /** In the SQL. */
  readonly sql: TextRange;
  /** In the model: as long as `sql` where the text was copied, otherwise the whole `{{ … }}`. */
  readonly model: TextRange;
  readonly copied: boolean;
}

/**
 * The place in the model of a range of the SQL: exact where the text was copied, and the whole template where a template wrote
 * it. A range over several parts is the range over their places.
 */
export function modelRange(map: CompileMap, range: TextRange): TextRange | undefined {
  const touched = map.filter(
    ({ sql }) =>
      (sql.start < range.end && range.start < sql.end) ||
      // An empty range, as of an error at the end of the text.
      (range.start === range.end && sql.start <= range.start && range.start <= sql.end),
  );
  const [first] = touched;
  const last = touched.at(-1);
  if (first === undefined || last === undefined) {
    return undefined;
  }
  const start = first.copied
    ? first.model.start + Math.max(0, range.start - first.sql.start)
    : first.model.start;
  const end = last.copied
    ? last.model.start + Math.min(last.sql.end, range.end) - last.sql.start
    : last.model.end;
  return { start, end: Math.max(start, end) };
}

/** The place in the SQL of an offset in the model; undefined where the template left nothing of it. */
export function sqlOffset(map: CompileMap, offset: number): number | undefined {
  const part = map.findLast(({ model }) => model.start <= offset && offset <= model.end);
  if (part === undefined) {
    return undefined;
  }
  return part.copied ? part.sql.start + offset - part.model.start : part.sql.start;
}
