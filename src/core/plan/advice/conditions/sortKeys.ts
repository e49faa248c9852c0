import type { PlanNode } from '../../planModel';
import { listOf } from '../ruleTools';
import { keyOf } from './indexTerms';
import { parseCondition } from './parseCondition';

/** The sort key of a node as keys of an index on the relation, or undefined when it sorts by something else too. */
export function sortKeys(sort: PlanNode, alias: string | undefined): readonly string[] | undefined {
  const keys = listOf(sort, 'Sort Key').map((item) => {
    const [, text = '', direction = ''] =
      /^(.*?)((?: COLLATE "[^"]*")?(?: DESC)?(?: NULLS (?:FIRST|LAST))?)$/s.exec(item) ?? [];
    const parsed = parseCondition(text);
    const key = parsed && keyOf(parsed, { text, alias });
    return key === undefined ? undefined : `${key.key}${direction}`;
  });
  const known = keys.filter((key) => key !== undefined);
  return known.length === 0 || known.length < keys.length ? undefined : known;
}
