import { type Token, tokenize } from '../../../src/core/sql/lexer';
import type { PlanRow } from '../../../src/protocol/plan';

/** A piece of a line of SQL. */
export interface SqlPiece {
  readonly text: string;
  readonly kind: 'plain' | 'word' | 'string' | 'number' | 'comment';
  /** The nodes that read what is named here. */
  readonly nodes: readonly number[];
}

/** A longer line is shown in several. */
const longestLine = 400;

/** The lines of a statement; the names of what the plan reads know their nodes. */
export function sqlLines(text: string, nodes: readonly PlanRow[]): readonly (readonly SqlPiece[])[] {
  const tokens = tokenize(text);
  const names = new NodeNames(nodes, text, tokens);
  const lines: SqlPiece[][] = [[]];
  let length = 0;
  const add = (part: string, kind: SqlPiece['kind'], found: readonly number[]) => {
    part.split('\n').forEach((line, index) => {
      if (index > 0 || length + line.length > longestLine) {
        lines.push([]);
        length = 0;
      }
      for (let at = 0; at < line.length; at += longestLine) {
        if (at > 0) {
          lines.push([]);
        }
        lines.at(-1)?.push({ text: line.slice(at, at + longestLine), kind, nodes: found });
      }
      length += line.length;
    });
  };
  let end = 0;
  tokens.forEach((token, index) => {
    add(text.slice(end, token.start), 'plain', []);
    add(text.slice(token.start, token.end), kindOf(token), names.at(index));
    end = token.end;
  });
  add(text.slice(end), 'plain', []);
  return lines;
}

const pieceKinds: Readonly<Partial<Record<Token['kind'], SqlPiece['kind']>>> = {
  string: 'string',
  dollarString: 'string',
  number: 'number',
  parameter: 'number',
  lineComment: 'comment',
  blockComment: 'comment',
  word: 'word',
  quotedIdentifier: 'word',
};

function kindOf({ kind }: Token): SqlPiece['kind'] {
  return pieceKinds[kind] ?? 'plain';
}

/** Which nodes a name in the statement means. */
class NodeNames {
  private readonly byName = new Map<string, number[]>();
  private readonly schemas = new Set<string>();
  private readonly words: readonly (string | undefined)[];

  constructor(
    nodes: readonly PlanRow[],
    private readonly text: string,
    private readonly tokens: readonly Token[],
  ) {
    this.words = tokens.map((token) => this.identifier(token));
    const written = new Set(this.words);
    for (const { id, scanned } of nodes) {
      if (scanned) {
        const alias = scanned.alias ?? scanned.name;
        // The planner numbers an alias that it has twice: `l_1` is an `l` of a subquery.
        const own = written.has(alias) ? alias : alias.replace(/_\d+$/, '');
        for (const name of new Set([own, scanned.name])) {
          this.add(name, id);
        }
        if (scanned.schema !== undefined) {
          this.schemas.add(scanned.schema);
        }
      }
    }
  }

  /** A word after a dot is a column, unless the word before the dot is a schema. */
  at(index: number): readonly number[] {
    const word = this.words[index];
    const afterDot = this.isDot(index - 1);
    return word === undefined || (afterDot && !this.schemas.has(this.words[index - 2] ?? ''))
      ? []
      : (this.byName.get(word) ?? []);
  }

  private add(name: string, id: number): void {
    const known = this.byName.get(name);
    if (known) {
      known.push(id);
    } else {
      this.byName.set(name, [id]);
    }
  }

  private isDot(index: number): boolean {
    const token = this.tokens[index];
    return token !== undefined && this.text.slice(token.start, token.end) === '.';
  }

  private identifier({ kind, start, end }: Token): string | undefined {
    const written = this.text.slice(start, end);
    if (kind === 'word') {
      return written.toLowerCase();
    }
    return kind === 'quotedIdentifier' ? written.slice(1, -1).replaceAll('""', '"') : undefined;
  }
}
