import { quoteIdentifier } from '../../../sql/quote';
import type { DbtCheck } from '../../check';
import type { DbtGraph, DbtNode } from '../../graph/dbtGraph';
import { builtNodes } from '../../live/builtNodes';
import { onGraph } from '../../live/connectCheck';
import type { CrossFacts, LiveFacts } from '../../live/liveFacts';
import { aboutTarget, listed, sqlFix } from '../../live/liveFinding';
import { yamlText, yamlValue } from '../../yaml/yamlNode';

const id = 'extensions';

/** By the types that models name in YAML, and by functions that hooks call. */
const signs: readonly { readonly extension: string; readonly type?: RegExp; readonly call?: RegExp }[] = [
  { extension: 'postgis', type: /^(?:geometry|geography)\b/, call: /\bst_[a-z]+\s*\(/ },
  { extension: 'vector', type: /^(?:vector|halfvec|sparsevec)\b/ },
  { extension: 'hstore', type: /^hstore\b/ },
  { extension: 'citext', type: /^citext\b/ },
  { extension: 'ltree', type: /^(?:ltree|lquery)\b/ },
  { extension: 'pg_trgm', call: /\b(?:gin|gist)_trgm_ops\b|\bsimilarity\s*\(/ },
  { extension: 'pgcrypto', call: /\b(?:pgp_sym_encrypt|pgp_sym_decrypt|crypt|gen_salt|digest)\s*\(/ },
  { extension: 'uuid-ossp', call: /\buuid_generate_v\d\s*\(/ },
  { extension: 'unaccent', call: /\bunaccent\s*\(/ },
  { extension: 'dblink', call: /\bdblink(?:_exec)?\s*\(/ },
];

export const extensions: DbtCheck<LiveFacts> = {
  id,
  title: 'Extensions',
  severity: 'warning',
  explanation:
    'Types in YAML and functions in hooks that belong to an extension need it in the database. What models say in their SQL is not looked at.',
  failsIn: 'dbt run',
  run: onGraph((facts) => {
    const { catalog, target } = facts;
    const created = creatingHooks(facts);
    return signs.flatMap(({ extension, type, call }) => {
      const there = catalog.extensions.has(extension) || created.some((hook) => hook.includes(extension));
      const users = there ? [] : usersOf(facts.graph, type, call);
      if (users.length === 0) {
        return [];
      }
      const available = catalog.availableExtensions.has(extension);
      return [
        aboutTarget(
          facts,
          {
            check: id,
            severity: 'warning',
            message: `The extension ${extension} is not in the database of target ${target.name}, and ${listed(users.map(({ name }) => name))} ${users.length === 1 ? 'uses' : 'use'} what it brings.`,
            advice: available
              ? 'Have it created.'
              : 'The server does not have it either: its administrator must install it.',
            fixes: available
              ? [sqlFix('Create it', `CREATE EXTENSION IF NOT EXISTS ${quoteIdentifier(extension)}`)]
              : [],
          },
          'database',
        ),
      ];
    });
  }),
};

/** Hooks that create extensions by themselves, in lower case. */
function creatingHooks({ graph, project }: CrossFacts): readonly string[] {
  const starts = yamlValue(project.document.root, 'on-run-start');
  return [
    ...(starts?.kind === 'list' ? starts.items : [starts]).flatMap((item) => yamlText(item) ?? []),
    ...builtNodes(graph).flatMap(({ config }) => config.preHooks),
  ]
    .map((hook) => hook.toLowerCase())
    .filter((hook) => /create\s+extension/.test(hook));
}

function usersOf(graph: DbtGraph, type: RegExp | undefined, call: RegExp | undefined): readonly DbtNode[] {
  return builtNodes(graph).filter(({ columns, config }) => {
    const hooks = [...config.preHooks, ...config.postHooks];
    return (
      columns.some(({ dataType }) => dataType !== undefined && type?.test(dataType.toLowerCase())) ||
      hooks.some((hook) => call?.test(hook.toLowerCase()))
    );
  });
}
