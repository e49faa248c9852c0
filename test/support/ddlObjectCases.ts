import { base, type DdlCase, parent, relation, row, schema, text, type } from './ddlCases';

const routine = (signature: string) =>
  `'${`${schema}.${signature}`.replaceAll("'", "''")}'::regprocedure::oid`;

const routines: readonly DdlCase[] = [
  {
    title: 'a function',
    kind: 'function',
    oid: routine('"add ""it"""(int, text[])'),
    needs: base,
    make: [
      `CREATE FUNCTION ${schema}."add ""it"""("a b" int, VARIADIC rest text[] DEFAULT '{x}', OUT total bigint, OUT "select" text) RETURNS record
         LANGUAGE plpgsql STABLE STRICT LEAKPROOF PARALLEL SAFE SECURITY DEFINER COST 7 SET search_path = public, "odd ""one""" SET work_mem = '5MB'
         AS $odd$BEGIN total := 1; -- $$ ';'\nEND$odd$`,
      `COMMENT ON FUNCTION ${schema}."add ""it""" IS ${text('function')}`,
      `ALTER FUNCTION ${schema}."add ""it""" OWNER TO "ddl owner"`,
      `REVOKE EXECUTE ON FUNCTION ${schema}."add ""it""" FROM PUBLIC`,
      `GRANT EXECUTE ON FUNCTION ${schema}."add ""it""" TO ddl_writer WITH GRANT OPTION`,
      `ALTER FUNCTION ${schema}."add ""it""" DEPENDS ON EXTENSION plpgsql`,
    ],
  },
  {
    title: 'a function that returns a table, with its body in SQL',
    kind: 'function',
    oid: routine('many(int)'),
    needs: parent,
    make: [
      `CREATE FUNCTION ${schema}.many(n int DEFAULT 3) RETURNS TABLE (x int, y text) LANGUAGE sql ROWS 5
         BEGIN ATOMIC SELECT id, code FROM ${schema}.customers LIMIT n; SELECT 1 AS one, ';'::text AS two; END`,
    ],
  },
  {
    title: 'a window function',
    kind: 'function',
    oid: routine('numbered()'),
    needs: base,
    make: [
      `CREATE FUNCTION ${schema}.numbered() RETURNS bigint LANGUAGE internal WINDOW IMMUTABLE AS 'window_row_number'`,
    ],
  },
  {
    title: 'a procedure',
    kind: 'procedure',
    oid: row('pg_proc', 'proname', 'DO it'),
    needs: base,
    make: [
      `CREATE PROCEDURE ${schema}."DO it"(INOUT n int, OUT m text) LANGUAGE plpgsql AS 'BEGIN n := 1; END'`,
      `COMMENT ON PROCEDURE ${schema}."DO it" IS ${text('procedure')}`,
      `GRANT EXECUTE ON PROCEDURE ${schema}."DO it"(int) TO ddl_writer`,
    ],
  },
  {
    title: 'an aggregate',
    kind: 'aggregate',
    oid: row('pg_proc', 'proname', 'total "of" all'),
    needs: [
      ...base,
      `CREATE FUNCTION ${schema}."add ""up"""(numeric, numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2'`,
    ],
    make: [
      `CREATE AGGREGATE ${schema}."total ""of"" all"(n numeric) (sfunc = ${schema}."add ""up""", stype = numeric, sspace = 99, initcond = '0',
         finalfunc = numeric_abs, finalfunc_modify = shareable, combinefunc = numeric_add,
         msfunc = numeric_add, minvfunc = numeric_sub, mstype = numeric, minitcond = '0', sortop = >, parallel = safe)`,
      `COMMENT ON AGGREGATE ${schema}."total ""of"" all"(numeric) IS ${text('aggregate')}`,
      `ALTER AGGREGATE ${schema}."total ""of"" all"(numeric) OWNER TO "ddl owner"`,
      `GRANT EXECUTE ON FUNCTION ${schema}."total ""of"" all"(numeric) TO ddl_writer WITH GRANT OPTION`,
    ],
  },
  {
    title: 'an aggregate over all rows',
    kind: 'aggregate',
    oid: row('pg_proc', 'proname', 'rows'),
    needs: base,
    make: [
      `CREATE AGGREGATE ${schema}.rows(*) (sfunc = int8inc, stype = int8, initcond = '0')`,
      `COMMENT ON AGGREGATE ${schema}.rows(*) IS 'all'`,
      `GRANT EXECUTE ON FUNCTION ${schema}.rows() TO ddl_writer`,
    ],
  },
  {
    title: 'an ordered-set aggregate',
    kind: 'aggregate',
    oid: row('pg_proc', 'proname', 'middle'),
    needs: base,
    make: [
      `CREATE AGGREGATE ${schema}.middle(float8 ORDER BY anyelement) (sfunc = ordered_set_transition, stype = internal,
         finalfunc = percentile_disc_final, finalfunc_extra)`,
      `COMMENT ON AGGREGATE ${schema}.middle(float8 ORDER BY anyelement) IS 'middle'`,
    ],
  },
  {
    title: 'a hypothetical-set aggregate',
    kind: 'aggregate',
    oid: row('pg_proc', 'proname', 'would'),
    needs: base,
    make: [
      `CREATE AGGREGATE ${schema}.would(VARIADIC "any" ORDER BY VARIADIC "any") (sfunc = ordered_set_transition_multi, stype = internal,
         finalfunc = rank_final, finalfunc_extra, hypothetical)`,
    ],
  },
];

const dataTypes: readonly DdlCase[] = [
  {
    title: 'a composite type',
    kind: 'compositeType',
    oid: type('"pair ""of"" two"'),
    needs: base,
    make: [
      `CREATE TYPE ${schema}."pair ""of"" two" AS (x int, gone int, "Y z" text COLLATE "C", n numeric(5,2)[])`,
      `ALTER TYPE ${schema}."pair ""of"" two" DROP ATTRIBUTE gone`,
      `COMMENT ON TYPE ${schema}."pair ""of"" two" IS ${text('type')}`,
      `COMMENT ON COLUMN ${schema}."pair ""of"" two"."Y z" IS ${text('attribute')}`,
      `ALTER TYPE ${schema}."pair ""of"" two" OWNER TO "ddl owner"`,
      `REVOKE USAGE ON TYPE ${schema}."pair ""of"" two" FROM PUBLIC`,
      `GRANT USAGE ON TYPE ${schema}."pair ""of"" two" TO ddl_writer`,
    ],
  },
  {
    title: 'an empty composite type',
    kind: 'compositeType',
    oid: type('nothing'),
    needs: base,
    make: [`CREATE TYPE ${schema}.nothing AS ()`],
  },
  {
    title: 'an enum',
    kind: 'enum',
    oid: type('mood'),
    needs: base,
    make: [
      `CREATE TYPE ${schema}.mood AS ENUM ('so, so', 'it''s \\ fine')`,
      `ALTER TYPE ${schema}.mood ADD VALUE 'between' BEFORE 'it''s \\ fine'`,
      `COMMENT ON TYPE ${schema}.mood IS ${text('enum')}`,
      `GRANT USAGE ON TYPE ${schema}.mood TO ddl_writer WITH GRANT OPTION`,
    ],
  },
  {
    title: 'a domain',
    kind: 'domain',
    oid: type('"per ""cent"""'),
    needs: base,
    make: [
      `CREATE DOMAIN ${schema}."per ""cent""" AS varchar(9)[] COLLATE "C" DEFAULT '{a}' CONSTRAINT "must ""be""" NOT NULL
         CONSTRAINT "two; more" CHECK (value <> '{}') CONSTRAINT a_first CHECK (cardinality(value) < 9)`.replace(
        'varchar(9)[] COLLATE "C"',
        'varchar(9)[]',
      ),
      `ALTER DOMAIN ${schema}."per ""cent""" ADD CONSTRAINT later CHECK (value[1] <> 'x') NOT VALID`,
      `COMMENT ON DOMAIN ${schema}."per ""cent""" IS ${text('domain')}`,
      `COMMENT ON CONSTRAINT "two; more" ON DOMAIN ${schema}."per ""cent""" IS ${text('constraint')}`,
      `ALTER DOMAIN ${schema}."per ""cent""" OWNER TO "ddl owner"`,
    ],
  },
  {
    title: 'a domain with a collation',
    kind: 'domain',
    oid: type('plain'),
    needs: base,
    make: [`CREATE DOMAIN ${schema}.plain AS text COLLATE "C" DEFAULT 'it''s' NOT NULL`],
  },
  {
    title: 'a range type',
    kind: 'range',
    oid: type('span'),
    needs: base,
    make: [
      `CREATE TYPE ${schema}.span AS RANGE (subtype = text, subtype_opclass = text_pattern_ops, collation = "C", multirange_type_name = ${schema}."many spans")`,
      `COMMENT ON TYPE ${schema}.span IS ${text('range')}`,
      `ALTER TYPE ${schema}.span OWNER TO "ddl owner"`,
      `GRANT USAGE ON TYPE ${schema}.span TO ddl_writer WITH GRANT OPTION`,
    ],
  },
  {
    title: 'a range type with its own functions',
    kind: 'range',
    oid: type('days'),
    needs: [
      ...base,
      `CREATE FUNCTION ${schema}.apart(date, date) RETURNS float8 LANGUAGE sql IMMUTABLE AS 'SELECT ($1 - $2)::float8'`,
    ],
    make: [
      `CREATE TYPE ${schema}.days`,
      `CREATE FUNCTION ${schema}.canonical(${schema}.days) RETURNS ${schema}.days LANGUAGE internal IMMUTABLE STRICT AS 'daterange_canonical'`,
      `CREATE TYPE ${schema}.days AS RANGE (subtype = date, canonical = ${schema}.canonical, subtype_diff = ${schema}.apart)`,
    ],
  },
  {
    title: 'a base type',
    kind: 'baseType',
    oid: type('number'),
    needs: base,
    make: [
      `CREATE TYPE ${schema}.number`,
      `CREATE FUNCTION ${schema}.number_in(cstring) RETURNS ${schema}.number LANGUAGE internal IMMUTABLE STRICT AS 'int4in'`,
      `CREATE FUNCTION ${schema}.number_out(${schema}.number) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out'`,
      `CREATE TYPE ${schema}.number (input = ${schema}.number_in, output = ${schema}.number_out, internallength = 4, passedbyvalue,
         alignment = int4, storage = plain, category = 'N', preferred = false, default = '7', delimiter = ';')`,
      `COMMENT ON TYPE ${schema}.number IS ${text('base')}`,
      `COMMENT ON FUNCTION ${schema}.number_in(cstring) IS ${text('input')}`,
    ],
  },
  {
    title: 'a type that is only announced',
    kind: 'baseType',
    oid: row('pg_type', 'typname', 'shell'),
    needs: base,
    make: [`CREATE TYPE ${schema}.shell`],
  },
];

const sequences: readonly DdlCase[] = [
  {
    title: 'a sequence',
    kind: 'sequence',
    oid: relation('"Num ""bers"""'),
    needs: base,
    make: [
      `CREATE SEQUENCE ${schema}."Num ""bers""" AS smallint INCREMENT BY -2 MINVALUE -100 MAXVALUE 50 START 40 CACHE 3 CYCLE`,
      `COMMENT ON SEQUENCE ${schema}."Num ""bers""" IS ${text('sequence')}`,
      `ALTER SEQUENCE ${schema}."Num ""bers""" OWNER TO "ddl owner"`,
      `GRANT USAGE, SELECT ON SEQUENCE ${schema}."Num ""bers""" TO ddl_writer`,
    ],
  },
  {
    title: 'a sequence going down, as it is made without a word',
    kind: 'sequence',
    oid: relation('down'),
    needs: base,
    make: [`CREATE SEQUENCE ${schema}.down INCREMENT BY -1`],
  },
  {
    title: 'a sequence of a column',
    kind: 'sequence',
    oid: relation('owned'),
    needs: [...base, `CREATE TABLE ${schema}."Own""er" ("a ""b""" int)`],
    make: [
      `CREATE SEQUENCE ${schema}.owned`,
      `ALTER SEQUENCE ${schema}.owned OWNED BY ${schema}."Own""er"."a ""b"""`,
    ],
  },
  {
    title: 'a sequence of an identity column',
    kind: 'sequence',
    oid: relation('ident_a_seq'),
    needs: [...base, `CREATE TABLE ${schema}.ident (a int NOT NULL)`],
    make: [`ALTER TABLE ${schema}.ident ALTER COLUMN a ADD GENERATED ALWAYS AS IDENTITY (START 5)`],
  },
  {
    title: 'an unlogged sequence',
    kind: 'sequence',
    oid: relation('quick'),
    needs: base,
    since: 15,
    make: [`CREATE UNLOGGED SEQUENCE ${schema}.quick`],
  },
];

const wrappers = [
  `CREATE FUNCTION public.check_it(text[], oid) RETURNS void LANGUAGE internal STRICT AS 'postgresql_fdw_validator'`,
];

const databaseObjects: readonly DdlCase[] = [
  {
    title: 'a schema',
    kind: 'schema',
    oid: row('pg_namespace', 'nspname', 'sch "e" ma'),
    make: [
      'CREATE SCHEMA "sch ""e"" ma" AUTHORIZATION "ddl owner"',
      `COMMENT ON SCHEMA "sch ""e"" ma" IS ${text('schema')}`,
      'GRANT USAGE ON SCHEMA "sch ""e"" ma" TO PUBLIC',
      'GRANT CREATE ON SCHEMA "sch ""e"" ma" TO ddl_writer WITH GRANT OPTION',
      'ALTER DEFAULT PRIVILEGES FOR ROLE "ddl owner" IN SCHEMA "sch ""e"" ma" GRANT SELECT, INSERT ON TABLES TO ddl_writer',
      'ALTER DEFAULT PRIVILEGES FOR ROLE "ddl owner" IN SCHEMA "sch ""e"" ma" GRANT ALL ON SEQUENCES TO PUBLIC',
      'ALTER DEFAULT PRIVILEGES FOR ROLE ddl_writer IN SCHEMA "sch ""e"" ma" GRANT EXECUTE ON FUNCTIONS TO "ddl owner" WITH GRANT OPTION',
    ],
  },
  {
    title: 'the schema public',
    kind: 'schema',
    oid: row('pg_namespace', 'nspname', 'public'),
    make: [
      'ALTER SCHEMA public OWNER TO "ddl owner"',
      'REVOKE ALL ON SCHEMA public FROM PUBLIC',
      'GRANT CREATE ON SCHEMA public TO ddl_writer',
      'COMMENT ON SCHEMA public IS NULL',
    ],
  },
  {
    title: 'the schema public as it comes',
    kind: 'schema',
    oid: row('pg_namespace', 'nspname', 'public'),
    make: [],
  },
  {
    title: 'an extension',
    kind: 'extension',
    oid: row('pg_extension', 'extname', 'hstore'),
    needs: base,
    make: [`CREATE EXTENSION hstore SCHEMA ${schema}`, `COMMENT ON EXTENSION hstore IS ${text('extension')}`],
  },
  {
    title: 'an extension that every database has',
    kind: 'extension',
    oid: row('pg_extension', 'extname', 'plpgsql'),
    make: [],
  },
  {
    title: 'a foreign data wrapper',
    kind: 'foreignDataWrapper',
    oid: row('pg_foreign_data_wrapper', 'fdwname', 'no "thing"'),
    needs: wrappers,
    make: [
      `CREATE FOREIGN DATA WRAPPER "no ""thing""" VALIDATOR public.check_it`,
      `COMMENT ON FOREIGN DATA WRAPPER "no ""thing""" IS ${text('wrapper')}`,
      `ALTER FOREIGN DATA WRAPPER "no ""thing""" OWNER TO "ddl owner"`,
      `GRANT USAGE ON FOREIGN DATA WRAPPER "no ""thing""" TO ddl_writer`,
    ],
  },
  {
    title: 'a foreign data wrapper with options',
    kind: 'foreignDataWrapper',
    oid: row('pg_foreign_data_wrapper', 'fdwname', 'optional'),
    make: [`CREATE FOREIGN DATA WRAPPER optional OPTIONS ("Host" 'it''s', port '5=6')`],
  },
  {
    title: 'a foreign server',
    kind: 'foreignServer',
    oid: row('pg_foreign_server', 'srvname', 'far "away"'),
    needs: ['CREATE FOREIGN DATA WRAPPER wrapper'],
    make: [
      `CREATE SERVER "far ""away""" TYPE 'odd' VERSION '9.1''b' FOREIGN DATA WRAPPER wrapper OPTIONS ("Host" 'x y', port '1')`,
      `COMMENT ON SERVER "far ""away""" IS ${text('server')}`,
      `ALTER SERVER "far ""away""" OWNER TO "ddl owner"`,
      `GRANT USAGE ON FOREIGN SERVER "far ""away""" TO ddl_writer`,
      `CREATE USER MAPPING FOR PUBLIC SERVER "far ""away"""`,
      `CREATE USER MAPPING FOR "ddl ""reader""" SERVER "far ""away""" OPTIONS ("user" 'it''s')`,
    ],
  },
  {
    title: 'an event trigger',
    kind: 'eventTrigger',
    oid: row('pg_event_trigger', 'evtname', 'note "DDL"'),
    needs: [`CREATE FUNCTION public."note ""it"""() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'`],
    make: [
      `CREATE EVENT TRIGGER "note ""DDL""" ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'ALTER TABLE') EXECUTE FUNCTION public."note ""it"""()`,
      `COMMENT ON EVENT TRIGGER "note ""DDL""" IS ${text('event trigger')}`,
      `ALTER EVENT TRIGGER "note ""DDL""" OWNER TO "ddl owner"`,
      `ALTER EVENT TRIGGER "note ""DDL""" ENABLE ALWAYS`,
    ],
  },
];

export const objectCases: readonly DdlCase[] = [...routines, ...dataTypes, ...sequences, ...databaseObjects];
