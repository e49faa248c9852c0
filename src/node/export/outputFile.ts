import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { fileError } from './fileErrors';

/** Bytes that may wait to be written before whoever writes is held back. */
const backlog = 8 * 1024 * 1024;

/**
 * A file that is written under another name beside its place and takes the place when it is whole. What was there stays
 * as it was until then, and for good after a failure.
 */
export class OutputFile {
  private readonly part: string;
  private readonly file: Writable;
  /** Where bytes go in: the file, or what packs them. */
  private readonly entry: Writable;
  private failure: Error | undefined;
  private readonly closed: Promise<void>;
  /** Bytes that were written, before they were packed. */
  bytes = 0;

  constructor(
    private readonly path: string,
    { gzip }: { readonly gzip: boolean },
  ) {
    this.part = `${path}.${randomBytes(3).toString('hex')}.part`;
    this.file = createWriteStream(this.part, { flags: 'wx', highWaterMark: backlog });
    this.entry = this.file;
    if (gzip) {
      const packer = createGzip({ level: 6 });
      packer.pipe(this.file);
      this.entry = packer;
      this.file.on('error', (error) => packer.destroy(error));
    }
    this.closed = finished(this.file).catch((error: unknown) => {
      this.failure ??= error instanceof Error ? error : new Error(String(error));
    });
  }

  /**
   * A promise holds back whoever writes.
   * @throws UserError when the disk takes no more, now or by the promise
   */
  write(bytes: Uint8Array): void | Promise<void> {
    if (this.failure !== undefined) {
      throw fileError(this.failure, this.path);
    }
    this.bytes += bytes.length;
    if (!this.entry.write(bytes)) {
      return this.drained();
    }
  }

  /** Resolves when the bytes are written. @throws as `write` */
  async writeThrough(bytes: Uint8Array): Promise<void> {
    if (this.failure === undefined) {
      this.bytes += bytes.length;
      const written = new Promise<void>((resolve) => this.entry.write(bytes, () => resolve()));
      await Promise.race([written, this.closed]);
    }
    if (this.failure !== undefined) {
      throw fileError(this.failure, this.path);
    }
  }

  /** The file takes its place. @throws UserError; nothing was changed then */
  async finish(): Promise<number> {
    this.entry.end();
    await this.closed;
    try {
      if (this.failure !== undefined) {
        throw this.failure;
      }
      const { size } = await stat(this.part);
      await rename(this.part, this.path);
      return size;
    } catch (error) {
      await this.discard();
      throw fileError(error, this.path);
    }
  }

  /** Removes what was written. Does not fail. */
  async discard(): Promise<void> {
    this.entry.destroy();
    this.file.destroy();
    await this.closed;
    await rm(this.part, { force: true }).catch(() => undefined);
  }

  private async drained(): Promise<void> {
    await Promise.race([new Promise((resolve) => this.entry.once('drain', resolve)), this.closed]);
    if (this.failure !== undefined) {
      throw fileError(this.failure, this.path);
    }
  }
}
