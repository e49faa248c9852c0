import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { createGunzip } from 'node:zlib';
import { UserError } from '../../base/userError';

/** Encodings that a file may be read in, by the names of the Encoding Standard. */
export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'iso-8859-15'] as const;
export type Encoding = (typeof encodings)[number];

/** So many bytes at the beginning of a file are looked at. */
const sampleBytes = 256 * 1024;

export interface FileSample {
  readonly encoding: Encoding;
  readonly text: string;
  /** It is the whole file. */
  readonly isWhole: boolean;
}

/** Reads the beginning of a file, and guesses its encoding unless it is named. @throws UserError */
export async function readSample(path: string, encoding?: Encoding): Promise<FileSample> {
  const stream = await openBytes(path);
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of stream) {
    parts.push(part as Buffer);
    length += (part as Buffer).length;
    if (length > sampleBytes) {
      break;
    }
  }
  stream.destroy();
  const bytes = Buffer.concat(parts);
  const isWhole = length <= sampleBytes;
  const chosen = encoding ?? detectEncoding(bytes, isWhole);
  const text = new TextDecoder(chosen).decode(bytes, { stream: !isWhole });
  return { encoding: chosen, text, isWhole };
}

/**
 * The text of a file, part by part, unpacked where it is packed.
 * @param read hears how many bytes of the file were read
 * @throws UserError for bytes that are not of the encoding, CancelledError by the signal's reason
 */
export async function* importText(
  path: string,
  encoding: Encoding,
  options: { readonly signal: AbortSignal; readonly read: (bytes: number) => void },
): AsyncGenerator<string> {
  const { signal, read } = options;
  const decoder = new TextDecoder(encoding, { fatal: true });
  const stream = await openBytes(path, read);
  try {
    for await (const bytes of stream) {
      signal.throwIfAborted();
      yield decode(decoder, bytes as Buffer, encoding);
    }
    yield decode(decoder, undefined, encoding);
  } finally {
    stream.destroy();
  }
}

function decode(decoder: TextDecoder, bytes: Buffer | undefined, encoding: Encoding): string {
  try {
    return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
  } catch (error) {
    throw new UserError(
      `The file holds bytes that are no ${encoding.toUpperCase()}. Nothing was imported. Choose another encoding.`,
      { cause: error },
    );
  }
}

async function openBytes(path: string, read: (bytes: number) => void = () => undefined): Promise<Readable> {
  const isPacked = await beginsWithGzip(path);
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  file.on('data', () => read(file.bytesRead));
  file.pause();
  if (!isPacked) {
    return file;
  }
  const unpacked = createGunzip();
  file.on('error', (error) => unpacked.destroy(error));
  unpacked.on('close', () => file.destroy());
  return file.pipe(unpacked);
}

async function beginsWithGzip(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
      return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
    } finally {
      await file.close();
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`${path} could not be read: ${why}.`, { cause: error });
  }
}

/** By its mark, or by whether the bytes are UTF-8, which other text hardly ever is by chance. */
function detectEncoding(bytes: Buffer, isWhole: boolean): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    return 'utf-16le';
  }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    return 'utf-16be';
  }
  // The last character of a sample may be cut off.
  const cuts = (isWhole ? [0] : [0, 1, 2, 3]).map((cut) =>
    bytes.subarray(0, Math.max(0, bytes.length - cut)),
  );
  return cuts.some((each) => isUtf8(each)) ? 'utf-8' : 'windows-1252';
}
