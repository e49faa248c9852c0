/**
 * Names of built-in types, as `format_type(oid, typmod)` writes them, so that most results need no question to the
 * server. The OIDs are fixed in pg_type.dat; a test compares this with every supported server.
 */
const names: Readonly<Record<number, string>> = {
  16: 'boolean',
  17: 'bytea',
  18: '"char"',
  19: 'name',
  20: 'bigint',
  21: 'smallint',
  22: 'int2vector',
  23: 'integer',
  24: 'regproc',
  25: 'text',
  26: 'oid',
  27: 'tid',
  28: 'xid',
  29: 'cid',
  30: 'oidvector',
  114: 'json',
  142: 'xml',
  194: 'pg_node_tree',
  600: 'point',
  601: 'lseg',
  602: 'path',
  603: 'box',
  604: 'polygon',
  628: 'line',
  650: 'cidr',
  700: 'real',
  701: 'double precision',
  705: 'unknown',
  718: 'circle',
  774: 'macaddr8',
  790: 'money',
  829: 'macaddr',
  869: 'inet',
  1033: 'aclitem',
  1042: 'bpchar',
  1043: 'character varying',
  1082: 'date',
  1083: 'time without time zone',
  1114: 'timestamp without time zone',
  1184: 'timestamp with time zone',
  1186: 'interval',
  1266: 'time with time zone',
  1560: '"bit"',
  1562: 'bit varying',
  1700: 'numeric',
  1790: 'refcursor',
  2202: 'regprocedure',
  2205: 'regclass',
  2206: 'regtype',
  2249: 'record',
  2275: 'cstring',
  2278: 'void',
  2950: 'uuid',
  3220: 'pg_lsn',
  3614: 'tsvector',
  3615: 'tsquery',
  3802: 'jsonb',
  3904: 'int4range',
  3906: 'numrange',
  3908: 'tsrange',
  3910: 'tstzrange',
  3912: 'daterange',
  3926: 'int8range',
  4072: 'jsonpath',
  4089: 'regnamespace',
  4096: 'regrole',
};

/** Array types by the type of their elements. */
const elements: Readonly<Record<number, number>> = {
  143: 142,
  199: 114,
  1000: 16,
  1001: 17,
  1002: 18,
  1003: 19,
  1005: 21,
  1007: 23,
  1009: 25,
  1014: 1042,
  1015: 1043,
  1016: 20,
  1017: 600,
  1021: 700,
  1022: 701,
  1028: 26,
  1034: 1033,
  1041: 869,
  1115: 1114,
  1182: 1082,
  1183: 1083,
  1185: 1184,
  1187: 1186,
  1231: 1700,
  1263: 2275,
  1270: 1266,
  2210: 2205,
  2951: 2950,
  3643: 3614,
  3807: 3802,
};

/** The name of a built-in type with its modifier; undefined for one that the server must be asked about. */
export function builtInTypeName(oid: number, modifier: number): string | undefined {
  const element = elements[oid];
  if (element !== undefined) {
    const name = builtInTypeName(element, modifier);
    return name === undefined ? undefined : `${name}[]`;
  }
  const name = names[oid];
  return name === undefined || modifier < 0 ? name : withModifier(oid, name, modifier);
}

function withModifier(oid: number, name: string, modifier: number): string | undefined {
  // Some modifiers count from 4, the length of a header; what lies below has no meaning.
  const counted = modifier - 4;
  if (counted <= 0 && (oid === 1042 || oid === 1043 || oid === 1700)) {
    return undefined;
  }
  switch (oid) {
    case 1042:
      return `character(${counted})`;
    case 1043:
      return `character varying(${counted})`;
    case 1560:
      return `bit(${modifier})`;
    case 1562:
      return `bit varying(${modifier})`;
    case 1700:
      return `numeric(${(counted >> 16) & 0xffff},${((counted & 0x7ff) ^ 0x400) - 0x400})`;
    case 1083:
    case 1114:
    case 1184:
    case 1266:
      return name.replace(' ', `(${modifier}) `);
    default:
      return undefined;
  }
}
