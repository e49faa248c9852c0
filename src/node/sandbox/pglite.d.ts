/** The part of PGlite that the sandbox uses. The types of the package need the DOM's. */
declare module '@electric-sql/pglite' {
  export interface PGliteOptions {
    readonly dataDir: string;
    readonly database: string;
    readonly pgliteWasmModule: object;
    readonly initdbWasmModule: object;
    readonly fsBundle: Blob;
  }
  export class PGlite {
    static create(options: PGliteOptions): Promise<PGlite>;
    query(text: string, values?: readonly unknown[]): Promise<unknown>;
    /** Calls back, before it returns, with views of memory that change afterwards. */
    execProtocolRawStream(
      message: Uint8Array,
      options: { readonly onRawData: (data: Uint8Array) => void },
    ): Promise<void>;
    close(): Promise<void>;
  }
}
