import type { TextRange } from '../../../base/textRange';
import { jinjaTokens } from './jinjaTokens';
import { jinjaWords } from './jinjaWords';

export const jinjaDefinitionKinds = ['macro', 'test', 'snapshot', 'materialization', 'docs'] as const;
export type JinjaDefinitionKind = (typeof jinjaDefinitionKinds)[number];

/** What a file defines with a block, such as `{% macro cents(column) %}` or `{% snapshot orders_history %}`. */
export interface JinjaDefinition {
  readonly kind: JinjaDefinitionKind;
  readonly name: string;
  readonly nameRange: TextRange;
  /** As written between the parentheses, such as `column, scale=2`; undefined where there are none. */
  readonly parameters: string | undefined;
  /** From the opening statement to the closing one; to the end of the text where it is not closed. */
  readonly range: TextRange;
  /** What stands between the two. */
  readonly body: TextRange;
}

/** The definitions of a file, in their order. */
export function jinjaDefinitions(text: string): readonly JinjaDefinition[] {
  const statements = jinjaTokens(text).filter(({ kind }) => kind === 'statement');
  return statements.flatMap((opening, index) => {
    const kind = jinjaDefinitionKinds.find((each) => each === opening.keyword);
    const words = kind === undefined ? [] : jinjaWords(text, opening.inner);
    const name = words[1];
    if (kind === undefined || name?.kind !== 'name') {
      return [];
    }
    const closing = statements.find(({ keyword }, at) => at > index && keyword === `end${kind}`);
    const last = words.at(-1);
    const hasParentheses = words[2]?.text === '(' && last?.text === ')';
    return [
      {
        ...{ kind, name: name.text, nameRange: { start: name.start, end: name.end } },
        parameters: hasParentheses ? text.slice(words[2]?.end, last.start).trim() : undefined,
        range: { start: opening.start, end: closing?.end ?? text.length },
        body: { start: opening.end, end: closing?.start ?? text.length },
      },
    ];
  });
}
