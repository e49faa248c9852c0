import { isRecord } from '../../base/validate';
import { listField, type ParseNode, stringValue, type TaggedNode, textField, untag } from '../sql/parseTree';

/** What an EXPLAIN asks for. */
export interface ExplainRequest {
  /** ANALYZE: the statement is executed. True also when the option's value cannot be told. */
  readonly executes: boolean;
  readonly statement: TaggedNode | undefined;
}

export function explainRequest(node: ParseNode): ExplainRequest {
  const executes = listField(node, 'options').some((option) => {
    const element = untag(option)?.node;
    const isAnalyze = element !== undefined && textField(element, 'defname').toLowerCase() === 'analyze';
    return isAnalyze && !isFalse(element.arg);
  });
  return { executes, statement: untag(node.query) };
}

/** `false`, `off` or `0`, as defGetBoolean() of PostgreSQL takes it. */
function isFalse(argument: unknown): boolean {
  const text = stringValue(argument)?.toLowerCase();
  if (text !== undefined) {
    return text === 'false' || text === 'off';
  }
  const tagged = untag(argument);
  // Zero is a default value, which the tree leaves out.
  return tagged?.tag === 'Integer' && isRecord(tagged.node) && (tagged.node.ival ?? 0) === 0;
}
