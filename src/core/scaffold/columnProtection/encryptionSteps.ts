import { whyNotName } from '../../sql/name';
import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../sql/quote';
import { rightSources } from '../grants/heldRights';
import type { ScaffoldStep } from '../scaffold';
import type { FieldProblem } from '../scaffoldForm';
import { decryptName, encryptName, type ProtectionFacts } from './protectionFacts';
import type { ProtectionSpec } from './protectionSpec';

/** The setting that a session holds the key in, such as by `set_config(…, $1, true)`. */
export const keySetting = 'lakehouse.column_key';

/** A column of bytes for each, and two functions that take the key from the session. */
export function encryptionSteps(spec: ProtectionSpec, facts: ProtectionFacts): readonly ScaffoldStep[] {
  const crypto = facts.cryptoSchema ?? spec.functionSchema;
  return [
    {
      title: 'Install pgcrypto',
      sql: `CREATE EXTENSION pgcrypto SCHEMA ${quoteIdentifier(crypto)}`,
      down: facts.cryptoSchema === undefined ? ['DROP EXTENSION pgcrypto'] : [],
      ...(facts.cryptoSchema !== undefined && { present: true }),
    },
    ...spec.columns.map(({ column }) => columnStep(spec, facts, column)),
    ...functionSteps(spec, facts, encryptOf(crypto), spec.writers),
    ...functionSteps(spec, facts, decryptOf(crypto), spec.roles),
  ];
}

/** The name of the column of bytes beside a column. */
export function encryptedColumn(column: string): string {
  return `${column}_encrypted`;
}

export function encryptionProblems(spec: ProtectionSpec, facts: ProtectionFacts): readonly FieldProblem[] {
  const { grants } = facts;
  const crypto = facts.cryptoSchema ?? spec.functionSchema;
  const database = { kind: 'database', name: grants.database } as const;
  const problems: FieldProblem[] = spec.columns.flatMap(({ column }, place) => {
    const name = encryptedColumn(column);
    const found = facts.columns.find((each) => each.name === name);
    const message =
      whyNotName(name, `The name ${name}`) ??
      (found !== undefined && found.type !== 'bytea'
        ? `There is a column ${name} already, and it is ${found.type} instead of bytea.`
        : undefined);
    return message === undefined ? [] : [{ field: `columns.${String(place)}.column`, message }];
  });
  if (!facts.cryptoAvailable) {
    problems.push({ field: 'way', message: 'This server does not offer pgcrypto. Choose another way.' });
  } else if (
    facts.cryptoSchema === undefined &&
    rightSources(grants, grants.user, database, 'CREATE').length === 0
  ) {
    problems.push({
      field: 'way',
      message: `Installing pgcrypto needs CREATE on the database, and ${grants.user} does not have it.`,
    });
  }
  for (const wanted of [encryptOf(crypto), decryptOf(crypto)]) {
    const found = facts.functions.find(({ name }) => name === wanted.name);
    if (found !== undefined && found.body !== wanted.body) {
      problems.push({
        field: 'functionSchema',
        message: `${spec.functionSchema}.${wanted.name} exists and is something else. Choose another schema.`,
      });
    }
  }
  return problems;
}

interface CryptoFunction {
  readonly name: string;
  readonly argument: string;
  readonly result: string;
  readonly body: string;
}

function encryptOf(crypto: string): CryptoFunction {
  const call = `${quoteQualified(crypto, 'pgp_sym_encrypt')}(value, session_key, 'cipher-algo=aes256')`;
  return { name: encryptName, argument: 'text', result: 'bytea', body: bodyOf(call) };
}

function decryptOf(crypto: string): CryptoFunction {
  const call = `${quoteQualified(crypto, 'pgp_sym_decrypt')}(value, session_key)`;
  return { name: decryptName, argument: 'bytea', result: 'text', body: bodyOf(call) };
}

/** Without a key it fails: the functions of pgcrypto answer NULL for a key that is NULL, and the value would be lost. */
function bodyOf(call: string): string {
  return `
DECLARE
  session_key text := nullif(current_setting('${keySetting}', true), '');
BEGIN
  IF session_key IS NULL THEN
    RAISE EXCEPTION 'There is no key in this transaction.'
      USING HINT = 'Run SELECT set_config(''${keySetting}'', $1, true) first, with the key as a parameter.';
  END IF;
  RETURN ${call};
END
`;
}

function columnStep({ table }: ProtectionSpec, facts: ProtectionFacts, column: string): ScaffoldStep {
  const name = encryptedColumn(column);
  const on = quoteQualified(table.schema, table.name);
  const present = facts.columns.some((each) => each.name === name);
  return {
    title: `Add the column ${name}`,
    sql: `ALTER TABLE ${on} ADD COLUMN ${quoteIdentifier(name)} bytea`,
    down: present ? [] : [`ALTER TABLE ${on} DROP COLUMN ${quoteIdentifier(name)}`],
    ...(present && { present: true }),
  };
}

function functionSteps(
  { functionSchema }: ProtectionSpec,
  facts: ProtectionFacts,
  wanted: CryptoFunction,
  roles: readonly string[],
): readonly ScaffoldStep[] {
  const found = facts.functions.find(({ name }) => name === wanted.name);
  const name = quoteQualified(functionSchema, wanted.name);
  const signature = `${name}(${wanted.argument})`;
  const isOpen = found?.executors.includes('public') ?? true;
  return [
    {
      title: `Create the function ${functionSchema}.${wanted.name}`,
      sql: `CREATE FUNCTION ${name}(value ${wanted.argument}) RETURNS ${wanted.result}
LANGUAGE plpgsql STRICT VOLATILE SET search_path = '' AS ${quoteLiteral(wanted.body)}`,
      down: found ? [] : [`DROP FUNCTION ${signature}`],
      ...(found && { present: true }),
    },
    {
      title: `Revoke ${wanted.name} from everybody`,
      sql: `REVOKE EXECUTE ON FUNCTION ${signature} FROM PUBLIC`,
      down: isOpen ? [`GRANT EXECUTE ON FUNCTION ${signature} TO PUBLIC`] : [],
      ...(!isOpen && { present: true }),
    },
    ...roles.map((role) => {
      const present = found?.executors.includes(role) ?? false;
      return {
        title: `Let ${role} use ${wanted.name}`,
        sql: `GRANT EXECUTE ON FUNCTION ${signature} TO ${quoteIdentifier(role)}`,
        down: present ? [] : [`REVOKE EXECUTE ON FUNCTION ${signature} FROM ${quoteIdentifier(role)}`],
        ...(present && { present: true }),
      };
    }),
  ];
}
