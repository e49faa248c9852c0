/** Other names of PostgreSQL's own types. Source: PostgreSQL manual, "Data Types". */
const aliases: Readonly<Record<string, string>> = {
  int: 'integer',
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  smallserial: 'smallint',
  serial2: 'smallint',
  serial: 'integer',
  serial4: 'integer',
  serial8: 'bigint',
  bigserial: 'bigint',
  float: 'double precision',
  float4: 'real',
  float8: 'double precision',
  decimal: 'numeric',
  dec: 'numeric',
  bool: 'boolean',
  string: 'text',
  varchar: 'character varying',
  char: 'character',
  bpchar: 'character',
  varbit: 'bit varying',
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
  time: 'time without time zone',
  timetz: 'time with time zone',
};

/**
 * Whether a column has the type that YAML names. A length or a precision counts only where YAML gives one, and types are
 * compared by their words alone: `public.citext` is not known to be `citext`, so of those only the last part counts.
 */
export function sameType(written: string, found: string): boolean {
  const [wanted, is] = [parts(written), parts(found)];
  return (
    wanted.base === is.base &&
    (wanted.modifier === '' || wanted.modifier === is.modifier || `${wanted.modifier},0` === is.modifier)
  );
}

function parts(type: string): { readonly base: string; readonly modifier: string } {
  const text = type.toLowerCase().trim().replace(/\s+/g, ' ');
  const modifier = /\(([^)]*)\)/.exec(text)?.[1]?.replace(/\s/g, '') ?? '';
  const array = /\[\]|\barray\b/.test(text) ? '[]' : '';
  const plain = text
    .replace(/\([^)]*\)/, '')
    .replace(/(?:\[\])+|\barray\b/g, '')
    .replace(/"/g, '')
    .replace(/^.*\./, '')
    .replace(/\s+/g, ' ')
    .trim();
  return { base: (aliases[plain] ?? plain) + array, modifier };
}
