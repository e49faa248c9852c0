import { keyWordsToQuote } from '../../../sql/keyWords';

/** Key words beside those that no name can be: the words of statements, and those that EXPLAIN puts into expressions. */
const otherKeyWords =
  `always at begin by conflict cte cube current delete escape exclude explain filter first following generated groups
  hashed identity if initplan insert key last materialized matched merge no nothing nulls of off ordinality others over
  partial partition preceding range recursive rescan returns rollup row rows set sets share skip locked subplan temp
  temporary ties type unbounded update values view within without zone next only nowait uescape analyze verbose`.split(
    /\s+/,
  );

/** Whether a word belongs to SQL's grammar, in small letters. */
export function isKeyWord(word: string): boolean {
  return keyWordsToQuote.has(word) || more.has(word);
}

const more: ReadonlySet<string> = new Set(otherKeyWords);

/** A word that stands for itself wherever it stands without quotes. */
export function isReserved(word: string): boolean {
  return keyWordsToQuote.has(word);
}

/** The words of PostgreSQL's own types. */
export const typeWords: ReadonlySet<string> = new Set(
  `abstime aclitem any anyarray anyelement array bigint bigserial bit bool boolean box bpchar bytea char character cid cidr
  circle date daterange datemultirange decimal double float float4 float8 inet int int2 int4 int8 int4range int8range
  integer interval json jsonb jsonpath line lseg macaddr macaddr8 money name national nchar numeric numrange oid path
  pg_lsn point polygon precision real record refcursor regclass regconfig regdictionary regnamespace regoper regproc
  regprocedure regrole regtype serial smallint smallserial text tid time timestamp timestamptz timetz tsquery tsrange
  tstzrange tsvector txid_snapshot unknown uuid varbit varchar varying with without xid xid8 xml zone`.split(
    /\s+/,
  ),
);
