import { tokenize } from '../../sql/lexer';

/**
 * PostgreSQL prints `status IN ('a', 'b')` about a varchar column as `… ANY ((ARRAY['a'::character varying, …])::text[])`, and
 * reads that as an array of texts, each cast by itself: another expression with the same values. With the type of the
 * array said once more, it reads the one that it printed.
 */
export function keepArrayTypes(sql: string): string {
  if (!sql.includes(`${elementEnd}])::text[]`)) {
    return sql;
  }
  const tokens = tokenize(sql).map(({ start, end }) => ({ text: sql.slice(start, end), end }));
  const texts = tokens.map(({ text }) => text);
  const open: number[] = [];
  const places: number[] = [];
  texts.forEach((text, index) => {
    if (text === '[') {
      open.push(index);
    } else if (text === ']') {
      const start = open.pop() ?? 0;
      const isArray = texts[start - 1] === 'ARRAY' && texts[start - 2] === '(';
      const inside = texts.slice(Math.max(start, index - 3), index).join(' ');
      const after = texts.slice(index + 1, index + 6).join('');
      if (isArray && /:? ?character varying$/.test(inside) && after.startsWith(')::text[')) {
        places.push(tokens[index]?.end ?? 0);
      }
    }
  });
  return places.reduceRight(
    (result, place) => `${result.slice(0, place)}${elementEnd}[]${result.slice(place)}`,
    sql,
  );
}

const elementEnd = '::character varying';
