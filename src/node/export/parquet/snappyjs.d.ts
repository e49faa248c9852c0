/** The part of `snappyjs`, which has no types, that is used. */
declare module 'snappyjs/snappy_compressor' {
  export class SnappyCompressor {
    constructor(bytes: Uint8Array);
    maxCompressedLength(): number;
    /** Answers with the length of what it wrote. */
    compressToBuffer(target: Uint8Array): number;
  }
}
