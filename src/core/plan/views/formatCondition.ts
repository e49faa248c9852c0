/** Properties that hold SQL. */
const conditions: ReadonlySet<string> = new Set([
  'Filter',
  'Index Cond',
  'Recheck Cond',
  'Hash Cond',
  'Merge Cond',
  'Join Filter',
  'TID Cond',
  'One-Time Filter',
  'Run Condition',
  'Conflict Filter',
  'Order By',
  'Function Call',
  'Cache Key',
  'Sort Key',
  'Presorted Key',
  'Group Key',
  'Hash Key',
  'Output',
  'Remote SQL',
]);

export function isSqlProperty(label: string): boolean {
  return conditions.has(label);
}

/** Shorter conditions are read on one line. */
const shortCondition = 60;

/** A condition with each part that AND or OR joins on its own line, indented by its parentheses. Strings stay as they are. */
export function formatCondition(text: string): string {
  if (text.length <= shortCondition) {
    return text;
  }
  let depth = 0;
  let formatted = '';
  let end = 0;
  for (const match of text.matchAll(/'(?:[^']|'')*'?|"(?:[^"]|"")*"?|[()]| (?:AND|OR) /g)) {
    const [token] = match;
    formatted += text.slice(end, match.index);
    end = match.index + token.length;
    if (token === ' AND ' || token === ' OR ') {
      formatted += `\n${'  '.repeat(Math.max(0, depth - 1))}${token.trim()} `;
    } else {
      depth += token === '(' ? 1 : token === ')' ? -1 : 0;
      formatted += token;
    }
  }
  return formatted + text.slice(end);
}
