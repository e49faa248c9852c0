/** A half-open range of UTF-16 code units in a text. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Whether `offset` lies in the range or touches one of its ends. */
export function touches(range: TextRange, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}
