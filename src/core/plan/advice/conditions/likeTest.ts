import type { PlanNode } from '../../planModel';
import { conjunctsOf } from './expression';
import { conditionOf, isPrefixPattern, keyOf } from './indexTerms';
import { parseCondition } from './parseCondition';

/** A LIKE in the filter of a scan. */
export interface LikeTest {
  /** `LIKE` or `ILIKE`. */
  readonly operator: string;
  /** The literal, shortened. */
  readonly pattern: string;
  /** What is compared, as it stands in CREATE INDEX. */
  readonly key: string;
  readonly column: string | undefined;
}

/** The first LIKE of the filter whose pattern begins with a wildcard, or with letters. */
export function likeTest(scan: PlanNode, begins: 'wildcard' | 'letters'): LikeTest | undefined {
  const text = conditionOf(scan, 'Filter');
  const parsed = text === undefined ? undefined : parseCondition(text);
  if (text === undefined || parsed === undefined) {
    return undefined;
  }
  for (const part of conjunctsOf(parsed)) {
    if (part.kind !== 'compare' || (part.operator !== '~~' && part.operator !== '~~*')) {
      continue;
    }
    const [left, right] = part.parts;
    const literal = text.slice(right.start, right.end);
    const key = keyOf(left, { text, alias: scan.alias });
    const fits =
      begins === 'wildcard' ? /^\(?'[%_]/.test(literal) : isPrefixPattern(literal) && part.operator === '~~';
    if (key !== undefined && fits) {
      const pattern = /'(?:[^']|'')*'/.exec(literal)?.[0] ?? literal;
      const shown = pattern.length > 40 ? `${pattern.slice(0, 40)}…` : pattern;
      return { operator: part.operator === '~~' ? 'LIKE' : 'ILIKE', pattern: shown, ...key };
    }
  }
  return undefined;
}
