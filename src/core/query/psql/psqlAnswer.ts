/** A backslash command, taken apart. */
export interface PsqlLine {
  /** Without the backslash and without `S` and `+`, such as `dt`. */
  readonly name: string;
  /** The letter `S`: objects of the system too. */
  readonly system: boolean;
  /** The sign `+`: more columns. */
  readonly verbose: boolean;
  readonly arguments: readonly string[];
}

/** What the server is, as far as an answer depends on it. */
export interface PsqlServer {
  /** `server_version_num`. */
  readonly version: number;
}

/** A query whose result answers a command, or a part of it. */
export interface PsqlQuery {
  /** What the result holds, where a command has several. */
  readonly part?: string;
  /** Names are qualified; only what the user can see without a schema depends on the search path. */
  readonly text: string;
}

/** What answers a command. A command that writes, or is not about the catalog, has no place here. */
export type PsqlAnswer =
  | { readonly kind: 'queries'; readonly queries: readonly PsqlQuery[] }
  | { readonly kind: 'says'; readonly lines: readonly string[] };

/** One command, or one family of commands. Its result has the columns that psql shows. */
export interface PsqlCommand {
  /** Without backslash, `S` and `+`. */
  readonly names: RegExp;
  /** @throws UserError for arguments that it cannot take */
  readonly answer: (line: PsqlLine, server: PsqlServer) => PsqlAnswer;
}

/** Which relations are meant. */
export interface Matching {
  readonly condition: string;
  /** At most one relation matches, so it need not be named in each row. */
  readonly isExact: boolean;
}

export function queries(...texts: readonly (string | PsqlQuery)[]): PsqlAnswer {
  return {
    kind: 'queries',
    queries: texts.map((text) => (typeof text === 'string' ? { text } : text)),
  };
}

/** Takes a line apart as psql does: words, quotes kept, no semicolon at the end. */
export function parsePsqlLine(text: string): PsqlLine {
  const [, word = '', rest = ''] = /^\\(\S*)\s*([^]*)$/.exec(text.trim()) ?? [];
  const [, name = '', modifiers = ''] = /^([^S+]*)([S+]*)$/.exec(word.replace(/;+$/, '')) ?? [];
  const words = rest.match(/(?:"(?:[^"]|"")*"?|'(?:[^']|'')*'?|[^\s"'])+/g) ?? [];
  return {
    name,
    system: modifiers.includes('S'),
    verbose: modifiers.includes('+'),
    arguments: words.map((each) => each.replace(/;+$/, '')).filter((each) => each !== ''),
  };
}
