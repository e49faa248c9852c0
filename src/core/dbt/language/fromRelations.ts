import { isComment, type Token, tokenize } from '../../sql/lexer';
import type { DbtGraph, DbtNode } from '../graph/dbtGraph';
import { referencesOf, referredNode } from './templateAt';

/** A relation of a FROM clause that is a node of the project. */
export interface FromRelation {
  readonly node: DbtNode;
  /** By which columns are told: the alias, or the name of the relation; folded as the server does. */
  readonly name: string;
  /** Where it stands. */
  readonly start: number;
}

/**
 * The nodes that a model reads, with their aliases: `from {{ ref('orders') }} o`, `join {{ source(…) }} as s`, lists with commas, and
 * common table expressions that are nothing but `select * from {{ ref('orders') }}`.
 */
export function fromRelations(text: string, graph: DbtGraph): readonly FromRelation[] {
  const tokens = tokenize(text).filter((token) => !isComment(token));
  const read: Reading = { text, tokens, imports: new Map(), graph };
  const found: FromRelation[] = [];
  tokens.forEach((token, index) => {
    const node =
      isWord(read, index - 1, fromWords) || isComma(read, index - 1) ? nodeOfToken(read, index) : undefined;
    if (node) {
      const imported = importedName(read, index);
      if (imported !== undefined) {
        read.imports.set(imported, node);
      }
      found.push({
        node,
        name: aliasAfter(read, index) ?? nameOfNode(text, token, node),
        start: token.start,
      });
    }
  });
  return found;
}

interface Reading {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly graph: DbtGraph;
  /** Common table expressions that pass all columns of a node on. */
  readonly imports: Map<string, DbtNode>;
}

const fromWords: ReadonlySet<string> = new Set([
  'from',
  'join',
  'lateral',
  'only',
  'using',
  'into',
  'update',
]);

/** Words that follow a relation and are no alias. */
const notAliases: ReadonlySet<string> = new Set(
  (
    'where join inner left right full cross natural on using group order having limit offset fetch for union intersect except ' +
    'window tablesample returning set when as select lateral'
  ).split(' '),
);

function written({ text, tokens }: Reading, index: number): string {
  const token = tokens[index];
  return token === undefined ? '' : text.slice(token.start, token.end);
}

function isWord(read: Reading, index: number, words: ReadonlySet<string>): boolean {
  return read.tokens[index]?.kind === 'word' && words.has(written(read, index).toLowerCase());
}

function isComma(read: Reading, index: number): boolean {
  return written(read, index) === ',';
}

function nodeOfToken(read: Reading, index: number): DbtNode | undefined {
  const token = read.tokens[index];
  if (token?.kind === 'jinja') {
    const [reference] = referencesOf(written(read, index));
    return reference && referredNode(read.graph, reference);
  }
  return token?.kind === 'word' ? read.imports.get(written(read, index).toLowerCase()) : undefined;
}

/** A word of the text is its own name; what a template writes is called as the relation. */
function nameOfNode(text: string, token: Token, node: DbtNode): string {
  return token.kind === 'word'
    ? text.slice(token.start, token.end).toLowerCase()
    : (node.relation?.name ?? node.name).toLowerCase();
}

function aliasAfter(read: Reading, index: number): string | undefined {
  const as = isWord(read, index + 1, new Set(['as'])) ? 1 : 0;
  const alias = read.tokens[index + 1 + as];
  if (alias?.kind === 'quotedIdentifier') {
    return written(read, index + 1 + as)
      .slice(1, -1)
      .replaceAll('""', '"');
  }
  return alias?.kind === 'word' && !isWord(read, index + 1 + as, notAliases)
    ? written(read, index + 1 + as).toLowerCase()
    : undefined;
}

/** `name as (select * from X)`, read backwards and forwards from X. */
function importedName(read: Reading, index: number): string | undefined {
  const shape = [-6, -5, -4, -3, -2, -1, 1].map((step) => written(read, index + step).toLowerCase());
  const [name, ...rest] = shape;
  return rest.join(' ') === 'as ( select * from )' && read.tokens[index - 6]?.kind === 'word'
    ? name
    : undefined;
}
