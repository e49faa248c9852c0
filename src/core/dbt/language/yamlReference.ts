/**
 * A YAML text of which only the `ref(…)` or `source(…)` at an offset is left, with braces around it: dbt takes it as a template there,
 * as in `depends_on` of an exposure and `to` of a relationship. All its characters keep their places.
 */
export function yamlTemplate(text: string, offset: number): string | undefined {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const line = text.slice(start).split('\n', 1)[0] ?? '';
  // As the whole of a value: other words are words of a description.
  for (const { index, 1: before = '' } of line.matchAll(
    /((?:^\s*- +|: +|[[,] *)["']?)(?:ref|source)\s*\(/g,
  )) {
    const call = index + before.length;
    const closing = line.indexOf(')', call);
    const end = closing < 0 ? line.length : closing + 1;
    if (call >= 2 && start + call <= offset && offset <= start + end) {
      return `${' '.repeat(start + call - 2)}{{${line.slice(call, end)}${closing < 0 ? '' : '}}'}`;
    }
  }
  return undefined;
}
