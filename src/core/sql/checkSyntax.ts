import type { SqlParser, SyntaxProblem } from './parser';
import type { Statement } from './splitStatements';

/**
 * The syntax errors of a document, one statement at a time so that one mistake hides no other; ranges are UTF-16 units of
 * the document. Backslash commands are passed over, and so is a whole document with templates: what dbt makes of it is
 * not known here.
 */
export async function checkSyntax(
  parser: SqlParser,
  statements: readonly Statement[],
): Promise<readonly SyntaxProblem[]> {
  if (statements.some((statement) => statement.hasJinja)) {
    return [];
  }
  const found: SyntaxProblem[] = [];
  for (const statement of statements.filter((each) => !each.isMetaCommand)) {
    const { problems } = await parser.parse(statement.text);
    const { start, end } = statement.range;
    for (const { message, range } of problems) {
      const place = range ? { start: start + range.start, end: start + range.end } : { start, end };
      found.push({ message, range: place });
    }
  }
  return found;
}
