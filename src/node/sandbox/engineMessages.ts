/** What the thread that runs PGlite and the owner say to each other. */

export interface EngineSettings {
  /** Holds the data directory and its marker. */
  readonly folder: string;
  /** Holds PGlite's WebAssembly, its data and the archive of an empty cluster. */
  readonly programFolder: string;
  readonly sampleFolder: string;
  /** Bytes that were sent to the owner and that it has not passed on yet. */
  readonly unsent: SharedArrayBuffer;
}

export type ToEngine =
  | { readonly kind: 'run'; readonly bytes: Uint8Array }
  /** Ends PGlite in an orderly way. */
  | { readonly kind: 'close' };

export type FromEngine =
  | { readonly kind: 'progress'; readonly text: string }
  /** PGlite runs; `greeting` is what a server sends after a login. */
  | { readonly kind: 'ready'; readonly greeting: Uint8Array; readonly cluster: ClusterReport }
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  | { readonly kind: 'done' }
  /** PGlite can do nothing more. */
  | { readonly kind: 'broken'; readonly reason: string }
  | { readonly kind: 'closed' };

export interface ClusterReport {
  /** The sample was loaded right now. */
  readonly fresh: boolean;
  /** It was made by another version of the extension, whose sample or PGlite was another one. */
  readonly outdated: boolean;
}

/** So many bytes of an answer may wait for a client before PGlite waits, too. */
export const maxUnsent = 16 * 1024 * 1024;
