import { mkdirSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Disposable } from '../../base/disposable';
import { UserError } from '../../base/userError';
import { freeMemory } from '../freeMemory';

/** A log stays in memory up to so many bytes: most results are small and never touch the disk. */
const memoryLimit = 256 * 1024;

/** Bytes that may wait to be written before whoever appends is held back. */
const backlogLimit = 8 * 1024 * 1024;

/** Buffers that are written by one call to the system. */
const buffersPerWrite = 64;

interface Pending {
  readonly bytes: Uint8Array;
  readonly sole: boolean;
}

/**
 * Bytes that are only ever appended, in a file once they are many, and that can be read anywhere while more arrive. The
 * file is made for its owner alone and goes away with `dispose`.
 */
export class ByteLog implements Disposable {
  /** What is not on the disk yet, in order; without gaps from `written` to `size`. */
  private pending: Pending[] = [];
  private written = 0;
  private total = 0;
  private file: Promise<FileHandle> | undefined;
  private flushing: Promise<void> | undefined;
  private failure: UserError | undefined;
  private disposed = false;

  /** @param path where the file will be; its folder is made when needed */
  constructor(private readonly path: string) {}

  get size(): number {
    return this.total;
  }

  /**
   * Takes the bytes over. A promise asks to wait until it settles.
   * @param sole nothing else uses their memory: it is freed some time after this call
   * @throws UserError when the disk takes no more, now or by the promise; what was appended can still be read
   */
  append(bytes: Uint8Array, sole = false): void | Promise<void> {
    if (this.failure) {
      throw this.failure;
    }
    if (this.disposed) {
      return;
    }
    this.pending.push({ bytes, sole });
    this.total += bytes.length;
    if (this.total <= memoryLimit) {
      return;
    }
    this.flushing ??= this.flush().finally(() => (this.flushing = undefined));
    // Whoever does not wait for this one hears of a failure at the next call.
    this.flushing.catch(() => undefined);
    return this.total - this.written > backlogLimit ? this.flushing : undefined;
  }

  /** The bytes from `offset` on, up to `length` of them. @throws Error when the disk cannot be read */
  async read(offset: number, length: number): Promise<Buffer> {
    const end = Math.min(offset + length, this.total);
    const result = Buffer.allocUnsafe(Math.max(0, end - offset));
    this.copyPending(offset, end, result);
    const fromFile = Math.min(end, this.written) - offset;
    const file = await this.file;
    for (let read = 0; file && read < fromFile;) {
      const { bytesRead } = await file.read(result, read, fromFile - read, offset + read);
      if (bytesRead === 0) {
        throw new UserError('The file that holds this result is gone. Run the statement again.');
      }
      read += bytesRead;
    }
    return result;
  }

  dispose(): void {
    this.disposed = true;
    this.pending = [];
    const { file, flushing } = this;
    void (async () => {
      await flushing?.catch(() => undefined);
      await (await file?.catch(() => undefined))?.close();
      if (file) {
        await rm(this.path, { force: true });
      }
    })().catch(() => undefined);
  }

  private copyPending(offset: number, end: number, into: Buffer): void {
    let at = this.written;
    for (const { bytes } of this.pending) {
      const from = Math.max(offset, at);
      const to = Math.min(end, at + bytes.length);
      if (from < to) {
        into.set(bytes.subarray(from - at, to - at), from - offset);
      }
      at += bytes.length;
    }
  }

  private async flush(): Promise<void> {
    try {
      this.file ??= this.openFile();
      const file = await this.file;
      while (this.pending.length > 0 && !this.disposed) {
        await this.writeSome(file, this.pending.slice(0, buffersPerWrite));
      }
    } catch (error) {
      this.failure = new UserError(diskSentence(error), { cause: error });
      throw this.failure;
    }
  }

  /** A write may end early, in the middle of a buffer. */
  private async writeSome(file: FileHandle, buffers: readonly Pending[]): Promise<void> {
    const { bytesWritten } = await file.writev(
      buffers.map(({ bytes }) => bytes),
      this.written,
    );
    let left = bytesWritten;
    let whole = 0;
    for (const { bytes } of buffers) {
      if (left < bytes.length) {
        break;
      }
      left -= bytes.length;
      whole++;
    }
    const cut = left > 0 ? this.pending[whole] : undefined;
    const rest = cut ? [{ ...cut, bytes: cut.bytes.subarray(left) }] : [];
    this.pending.splice(0, whole + rest.length, ...rest);
    this.written += bytesWritten;
    for (const { bytes, sole } of buffers.slice(0, whole)) {
      if (sole) {
        freeMemory(bytes);
      }
    }
  }

  private openFile(): Promise<FileHandle> {
    mkdirSync(path.dirname(this.path), { recursive: true, mode: 0o700 });
    return open(this.path, 'wx+', 0o600);
  }
}

function diskSentence(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? 'The disk is full, so no more rows could be kept. Free some space, or ask for fewer rows.'
    : `The rows could not be written to the disk: ${error instanceof Error ? error.message : String(error)}.`;
}
