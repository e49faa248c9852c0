import { quoteLiteral } from '../../sql/quote';
import { dbtIndexText } from '../verify/dbtIndexes';
import { type AdviceFix, createIndexSql, type IndexProposal, indexBody } from './advice';

/** A fix as text for an editor: SQL, or YAML for a table that dbt builds. */
export interface FixText {
  readonly language: 'sql' | 'yaml';
  readonly text: string;
}

export function fixText(fix: AdviceFix): FixText {
  switch (fix.kind) {
    case 'index':
      return indexText(fix.proposal);
    case 'setting':
      return { language: 'sql', text: `SET ${fix.name} = ${quoteLiteral(fix.value)};` };
    case 'sql':
      return { language: 'sql', text: fix.sql };
  }
}

/** A table of dbt gets its indexes from its model; every other one by CREATE INDEX. */
function indexText(proposal: IndexProposal): FixText {
  const { dbtModel, needs } = proposal;
  const config = dbtModel === undefined ? undefined : dbtIndexText(proposal, indexBody(proposal));
  if (config !== undefined) {
    return { language: 'yaml', text: config };
  }
  const extensions = needs.map((name) => `CREATE EXTENSION IF NOT EXISTS ${name};\n`).join('');
  return { language: 'sql', text: `${extensions}${createIndexSql(proposal)};` };
}
