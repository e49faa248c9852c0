/** What Python's `ast.literal_eval` makes of a text, as far as a profile can use it; undefined where it would not take it. */
export function pythonLiteral(
  text: string,
): { readonly value: string | number | boolean | null | readonly unknown[] } | undefined {
  const trimmed = text.replace(/^[ \t]+/, '').trimEnd();
  const named = names.get(trimmed);
  if (named !== undefined) {
    return { value: named };
  }
  if (trimmed === 'None') {
    return { value: null };
  }
  const number = pythonNumber(trimmed);
  if (number !== undefined) {
    return { value: number };
  }
  const [, quote, body] = /^(['"])([^\\\r\n]*)\1$/.exec(trimmed) ?? [];
  if (quote !== undefined && body?.includes(quote) === false) {
    return { value: body };
  }
  return /^[[({].*[\])}]$/s.test(trimmed) ? { value: [] } : undefined;
}

const names: ReadonlyMap<string, boolean> = new Map([
  ['True', true],
  ['False', false],
]);

/** A number as Python's source has it; a leading zero is none, and `_` may stand between digits. */
function pythonNumber(text: string): number | undefined {
  const unsigned = text.replace(/^[-+]\s*/, '');
  const sign = text.startsWith('-') ? -1 : 1;
  if (
    /^(?:0(?:_?0)*|[1-9](?:_?[0-9])*|0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+)$/.test(
      unsigned,
    )
  ) {
    return sign * Number(unsigned.replaceAll('_', ''));
  }
  const digits = '[0-9](?:_?[0-9])*';
  const float = new RegExp(
    `^(?:(?:${digits})?\\.${digits}|${digits}\\.)(?:[eE][-+]?${digits})?$|^${digits}[eE][-+]?${digits}$`,
  );
  return float.test(unsigned) ? sign * Number(unsigned.replaceAll('_', '')) : undefined;
}
