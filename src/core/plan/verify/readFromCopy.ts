import { isRecord } from '../../../base/validate';
import { isComment, tokenize } from '../../sql/lexer';
import type { ParsedStatement } from '../../sql/parser';
import { listField, type ParseNode, stringValue, textField, visitTree } from '../../sql/parseTree';
import { utf16FromAscendingBytes } from '../../sql/positions';
import { quoteIdentifier } from '../../sql/quote';
import type { RelationName } from './trialRelation';

/**
 * The statement with the scratch schema wherever it names the table with its schema, in FROM as in `schema.table.column`. A
 * name without a schema is left to the search path, on which the scratch schema stands first: so names of common table
 * expressions keep their meaning.
 * @param statement What PostgreSQL's parser made of `text`.
 */
export function readFromCopy(
  text: string,
  statement: ParsedStatement,
  table: RelationName,
  schema: string,
): string {
  const places = qualifiedPlaces(statement.node, table);
  const offsets = utf16FromAscendingBytes(
    text,
    places.map(({ location }) => location),
  );
  const tokens = tokenize(text).filter((token) => !isComment(token));
  const pieces: string[] = [];
  let done = 0;
  places.forEach(({ schemaAt }, index) => {
    const first = tokens.findIndex(({ start }) => start === offsets[index]);
    // Names and dots alternate.
    const from = tokens[first];
    const to = tokens[first + 2 * schemaAt];
    if (from && to && from.start >= done) {
      pieces.push(text.slice(done, from.start), quoteIdentifier(schema));
      done = to.end;
    }
  });
  return [...pieces, text.slice(done)].join('');
}

interface QualifiedPlace {
  /** In bytes, where the first part of the name begins. */
  readonly location: number;
  /** Which part is the schema: the second, where the database is named before it. */
  readonly schemaAt: number;
}

/** In text order, each place once. */
function qualifiedPlaces(root: ParseNode, table: RelationName): readonly QualifiedPlace[] {
  const found = new Map<number, QualifiedPlace>();
  const note = (node: ParseNode, schemaAt: number) => {
    const location = node['location'];
    if (typeof location === 'number') {
      found.set(location, { location, schemaAt });
    }
  };
  const relation = (node: ParseNode) => {
    if (textField(node, 'relname') === table.relation && textField(node, 'schemaname') === table.schema) {
      note(node, textField(node, 'catalogname') === '' ? 0 : 1);
    }
  };
  visitTree(
    { root },
    {
      node: (tag, node) => {
        if (tag === 'RangeVar') {
          relation(node);
        } else if (tag === 'ColumnRef') {
          const names = listField(node, 'fields').map(stringValue);
          const at = names.findIndex(
            (name, index) => name === table.schema && names[index + 1] === table.relation,
          );
          // Without a column behind it, the two names are those of a table and a column.
          if (at >= 0 && at <= 1 && names.length >= at + 3) {
            note(node, at);
          }
        }
      },
      // The target of INSERT, UPDATE, DELETE and MERGE is not wrapped in its kind.
      field: (name, value) => {
        if (name === 'relation' && isRecord(value)) {
          relation(value);
        }
      },
    },
  );
  return [...found.values()].sort((a, b) => a.location - b.location);
}
