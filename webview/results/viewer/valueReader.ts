import type { Cell } from '../../../src/core/ports';
import { type ValuePartText, valuePartLimit } from '../../../src/protocol/cellValue';

/** Bytes of a part that is shown as text. */
export const shownPartBytes = 1024 * 1024;

/** Reads a value of any size part by part. */
export class ValueReader {
  /** Where parts begin, as far as they were read. */
  private readonly offsets = [0];
  private size = 0;

  constructor(private readonly load: (offset: number, length: number) => Promise<ValuePartText>) {}

  /** Bytes of the whole value; known after the first part. */
  get total(): number {
    return this.size;
  }

  get parts(): number {
    return Math.max(1, Math.ceil(this.size / shownPartBytes));
  }

  /** A part of the text; null for NULL. Where a part begins is known when those before it were read. */
  async textOf(part: number): Promise<Cell> {
    for (let known = this.offsets.length - 1; known < part; known++) {
      await this.read(known);
    }
    return this.read(part);
  }

  /** Some bytes of a text that has one byte for each character. */
  async slice(offset: number, length: number): Promise<string> {
    return (await this.load(offset, Math.min(length, valuePartLimit))).text;
  }

  /** All of it; `progress` hears how many bytes are here. */
  async whole(progress: (bytes: number) => void): Promise<string> {
    const texts: string[] = [];
    for (let offset = 0; ;) {
      const { text, bytes, total = 0 } = await this.load(offset, valuePartLimit);
      texts.push(text);
      offset += bytes;
      if (offset >= total || bytes === 0) {
        return texts.join('');
      }
      progress(offset);
    }
  }

  private async read(part: number): Promise<Cell> {
    const offset = this.offsets[part] ?? 0;
    const { text, bytes, total } = await this.load(offset, shownPartBytes);
    if (total === undefined) {
      return null;
    }
    this.size = total;
    if (offset + bytes < total) {
      this.offsets[part + 1] = offset + bytes;
    }
    return text;
  }
}
