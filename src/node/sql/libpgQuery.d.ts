/**
 * The WebAssembly module inside the libpg-query package. The package's own entry point keeps one instance for ever, which
 * is of no use after a trap; the factory makes a new one.
 */
declare module 'libpg-query/wasm/libpg-query.js' {
  export interface LibpgQuery {
    readonly HEAPU8: Uint8Array;
    getValue(pointer: number, type: 'i32'): number;
    UTF8ToString(pointer: number): string;
    stringToUTF8(text: string, pointer: number, bytes: number): void;
    lengthBytesUTF8(text: string): number;
    _malloc(bytes: number): number;
    _free(pointer: number): void;
    _wasm_parse_query_raw(query: number): number;
    _wasm_free_parse_result(result: number): void;
  }
  interface Options {
    readonly print?: (line: string) => void;
    readonly printErr?: (line: string) => void;
  }
  const factory: (options?: Options) => Promise<LibpgQuery>;
  export default factory;
}
