import { SnappyCompressor } from 'snappyjs/snappy_compressor';

/**
 * Packs with Snappy in memory that is used again for each chunk: the chunks of a file are of many sizes, and to allocate
 * each anew would leave the process with holes that grow with the file.
 */
export class Packer {
  private whole: Buffer = Buffer.alloc(0);
  private packed: Buffer = Buffer.alloc(0);

  /** The parts one after another, packed; valid until the next call. */
  pack(parts: readonly Uint8Array[]): { readonly packed: Buffer; readonly unpacked: number } {
    const unpacked = parts.reduce((sum, { length }) => sum + length, 0);
    this.whole = withRoom(this.whole, unpacked);
    let at = 0;
    for (const part of parts) {
      this.whole.set(part, at);
      at += part.length;
    }
    const compressor = new SnappyCompressor(this.whole.subarray(0, unpacked));
    this.packed = withRoom(this.packed, compressor.maxCompressedLength());
    const length = compressor.compressToBuffer(this.packed);
    return { packed: this.packed.subarray(0, length), unpacked };
  }
}

function withRoom(buffer: Buffer, wanted: number): Buffer {
  // Not from the pool that Node's small buffers share.
  return buffer.length >= wanted ? buffer : Buffer.allocUnsafeSlow(Math.max(wanted, buffer.length * 2));
}
