/** The part of `snappyjs`, which has no types, that is used. */
declare module 'snappyjs' {
  export function compress(bytes: Uint8Array): Uint8Array;
}
