import { isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import {
  type PolicyTestFile,
  type PolicyTestProblem,
  readPolicyTests,
} from '../../core/rowSecurity/tests/policyTest';

/**
 * Reads a file of row security tests. Every value is the text that stands there, so that 007 and 1.50 stay what they are; a
 * bare null or ~ is NULL.
 */
export function parsePolicyTests(text: string): {
  readonly value: PolicyTestFile;
  readonly problems: readonly PolicyTestProblem[];
} {
  const lines = new LineCounter();
  const document = parseDocument(text, { schema: 'failsafe', lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) {
    const line = Math.max(0, lines.linePos(error.pos[0]).line - 1);
    return {
      value: { setup: [], tests: [] },
      problems: [{ line, message: `This is not YAML: ${error.message}` }],
    };
  }
  visit(document, {
    Scalar: (key, node) => {
      if (key !== 'key' && node.type === 'PLAIN' && ['null', '~', ''].includes(String(node.value))) {
        node.value = null;
      }
    },
  });
  const tests = document.get('tests', true);
  const lineOf = (index: number): number => {
    const item: unknown = isSeq(tests) ? tests.items[index] : undefined;
    const at = isNode(item) ? item.range?.[0] : undefined;
    return at === undefined ? 0 : lines.linePos(at).line - 1;
  };
  return readPolicyTests(document.toJS({ maxAliasCount: 100 }) as unknown, lineOf);
}

function isNode(value: unknown): value is { readonly range?: readonly [number, number, number] | null } {
  return isScalar(value) || (typeof value === 'object' && value !== null && 'range' in value);
}
