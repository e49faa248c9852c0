/**
 * Frees the memory behind bytes that nobody else uses, at once. Rows arrive faster than the garbage collector looks at
 * memory outside its heap, so that tens of megabytes of dead bytes would gather. Where the platform is too old for that
 * (before V8 11.4), they do.
 */
export function freeMemory({ buffer }: Uint8Array): void {
  if ('transfer' in buffer) {
    (buffer as ArrayBuffer & { transfer(length: number): ArrayBuffer }).transfer(0);
  }
}

/** The same, unless the bytes are only a part of their memory: Node's small buffers share one. */
export function freeIfWhole(bytes: Uint8Array): void {
  if (bytes.byteLength === bytes.buffer.byteLength) {
    freeMemory(bytes);
  }
}
