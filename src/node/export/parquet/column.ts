import type { ResultColumn } from '../../../core/query/session';
import { arrayElements } from './arrayText';
import { type ColumnType, columnType } from './columnTypes';
import type { ColumnValues, Slice } from './columnValues';
import { Levels } from './levels';

/** The encoded part of a column in one row group. */
export interface EncodedChunk {
  /** Valid until the next value is added. */
  readonly parts: readonly Uint8Array[];
  /** Levels, that is values with those that are NULL. */
  readonly count: number;
}

/** One column of the file, filled row by row. */
export class Column {
  readonly type: ColumnType;
  private readonly values: ColumnValues;
  private readonly definition: Levels;
  private readonly repetition: Levels | undefined;

  constructor(
    readonly name: string,
    column: ResultColumn,
    asText: boolean,
  ) {
    this.type = columnType(column, asText);
    this.values = this.type.element.values();
    this.definition = new Levels(this.type.isList ? 2 : 1);
    this.repetition = this.type.isList ? new Levels(1) : undefined;
  }

  /** Bytes of the row group so far. */
  get bytes(): number {
    return this.values.bytes;
  }

  addNull(): void {
    this.definition.add(0);
    this.repetition?.add(0);
  }

  /** Answers false, and adds nothing, for a value that the type cannot hold. */
  add(text: Slice): boolean {
    if (this.type.isList) {
      return this.addList(text);
    }
    if (!this.values.add(text)) {
      return false;
    }
    this.definition.add(1);
    return true;
  }

  take(): EncodedChunk {
    const { count } = this.definition;
    const repetition = this.repetition ? [this.repetition.take()] : [];
    return { parts: [...repetition, this.definition.take(), this.values.take()], count };
  }

  private addList({ bytes, start, end }: Slice): boolean {
    const elements = arrayElements(bytes.toString('utf8', start, end));
    if (elements === undefined || !this.fits(elements)) {
      return false;
    }
    if (elements.length === 0) {
      this.definition.add(1);
      this.repetition?.add(0);
    }
    elements.forEach((element, index) => {
      this.repetition?.add(index === 0 ? 0 : 1);
      this.definition.add(element === null ? 2 : 3);
      if (element !== null) {
        this.values.add(sliceOf(element));
      }
    });
    return true;
  }

  /** Tried on values of their own, because a list goes in whole or not at all. */
  private fits(elements: readonly (string | null)[]): boolean {
    const trial = this.type.element.isNarrow ? this.type.element.values() : undefined;
    return !trial || elements.every((element) => element === null || trial.add(sliceOf(element)));
  }
}

function sliceOf(text: string): Slice {
  const bytes = Buffer.from(text);
  return { bytes, start: 0, end: bytes.length };
}
