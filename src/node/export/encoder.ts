/** Takes what an encoder makes. A promise holds it back. */
export type Write = (bytes: Uint8Array) => void | Promise<void>;

/** Where an encoder's bytes go. */
export interface EncoderOutput {
  readonly write: Write;
  /** Resolves when the bytes are written, so that their memory can be used again. @throws as `Write` */
  writeThrough(bytes: Uint8Array): Promise<void>;
}

/** Makes a file of rows. Calls never overlap. */
export interface Encoder {
  /** @param row the body of a DataRow, valid during the call only @throws UserError for a value that cannot be written */
  row(row: Buffer): void;
  /** Writes what is ready; called after every few hundred rows. */
  flush(): void | Promise<void>;
  /** Writes what is left. Answers with sentences about values that are not in the file as they are in the database. */
  finish(): Promise<readonly string[]>;
}
