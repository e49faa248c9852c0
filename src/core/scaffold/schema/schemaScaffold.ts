import { flagOf, optionalText } from '../../catalog/cells';
import type { CatalogQuery } from '../../ports';
import { quoteIdentifier, quoteLiteral } from '../../sql/quote';
import type { Scaffold, ScaffoldStep } from '../scaffold';
import { FormReader } from '../formReader';
import type { FieldProblem } from '../scaffoldForm';

export interface SchemaSpec {
  readonly name: string;
  /** Empty for the role that applies it. */
  readonly owner: string;
  /** Empty for none; a comment that exists is left alone then. */
  readonly comment: string;
}

export interface SchemaFacts {
  /** The schema as it is; undefined when there is none of this name. */
  readonly existing: { readonly owner: string; readonly comment: string | undefined } | undefined;
  readonly ownerExists: boolean;
  /** The role may give objects to the owner. */
  readonly memberOfOwner: boolean;
  readonly mayCreate: boolean;
  readonly mayAlter: boolean;
  readonly role: string;
}

/** A schema with its owner and comment. */
export const schemaScaffold: Scaffold<SchemaSpec, SchemaFacts> = {
  id: 'schema',
  title: 'Create schema',
  explain: 'Creates a schema, or gives one that exists its owner and comment.',
  form: [
    {
      title: 'Schema',
      fields: [
        { id: 'name', label: 'Name', kind: 'text', offer: 'schemas', placeholder: 'marts' },
        {
          id: 'owner',
          label: 'Owner',
          kind: 'text',
          offer: 'roles',
          hint: 'The role that may change and drop it. Empty for the role that you apply it as.',
        },
        { id: 'comment', label: 'Comment', kind: 'text', hint: 'What belongs into it, in one sentence.' },
      ],
    },
  ],
  spec: (values) => {
    const form = FormReader.of(values);
    const name = form.name('name', 'the schema');
    if (name.startsWith('pg_')) {
      form.problem('name', 'Names that begin with pg_ are reserved for the schemas of PostgreSQL.');
    }
    return form.checked({
      name,
      owner: form.optionalName('owner') ?? '',
      comment: form.written('comment'),
    });
  },
  facts: async (database, spec, signal) => {
    const [facts] = await database.read(schemaFacts(spec), signal);
    if (facts === undefined) {
      throw new Error('The facts of a schema are always one row.');
    }
    return facts;
  },
  generate: (spec, facts) => {
    const problems = problemsOf(spec, facts);
    return { steps: problems.length > 0 ? [] : stepsOf(spec, facts), warnings: [], problems };
  },
};

function stepsOf({ name, owner, comment }: SchemaSpec, { existing }: SchemaFacts): readonly ScaffoldStep[] {
  const schema = quoteIdentifier(name);
  const authorization = owner === '' ? '' : ` AUTHORIZATION ${quoteIdentifier(owner)}`;
  const steps: ScaffoldStep[] = [
    {
      title: `Create schema ${name}`,
      sql: `CREATE SCHEMA ${schema}${authorization}`,
      down: [`DROP SCHEMA ${schema}`],
      present: existing !== undefined,
    },
  ];
  if (existing && owner !== '' && existing.owner !== owner) {
    steps.push({
      title: `Give schema ${name} to ${owner}`,
      sql: `ALTER SCHEMA ${schema} OWNER TO ${quoteIdentifier(owner)}`,
      down: [`ALTER SCHEMA ${schema} OWNER TO ${quoteIdentifier(existing.owner)}`],
    });
  }
  if (comment !== '') {
    const before = existing?.comment;
    steps.push({
      title: `Comment on schema ${name}`,
      sql: `COMMENT ON SCHEMA ${schema} IS ${quoteLiteral(comment)}`,
      down: [`COMMENT ON SCHEMA ${schema} IS ${before === undefined ? 'NULL' : quoteLiteral(before)}`],
      present: before === comment,
    });
  }
  return steps;
}

function problemsOf(spec: SchemaSpec, facts: SchemaFacts): readonly FieldProblem[] {
  const { existing, role } = facts;
  const found: FieldProblem[] = [];
  const problem = (field: string | undefined, message: string): void => void found.push({ field, message });
  if (spec.owner !== '' && !facts.ownerExists) {
    problem('owner', `There is no role ${spec.owner}.`);
  } else if (spec.owner !== '' && spec.owner !== existing?.owner && !facts.memberOfOwner) {
    problem('owner', `${role} is not a member of ${spec.owner}, so it cannot give objects to it.`);
  }
  if (!existing && !facts.mayCreate) {
    problem(
      undefined,
      `${role} has no right to create schemas in this database: it needs CREATE on the database.`,
    );
  }
  if (existing && !facts.mayAlter) {
    problem('name', `The schema exists and belongs to ${existing.owner}; ${role} may not change it.`);
  }
  return found;
}

function schemaFacts({ name, owner }: SchemaSpec): CatalogQuery<SchemaFacts> {
  return {
    name: 'scaffold.schema',
    text: `
      SELECT n.oid IS NOT NULL, pg_catalog.pg_get_userbyid(n.nspowner), pg_catalog.obj_description(n.oid, 'pg_namespace'),
             r.oid IS NOT NULL, coalesce(pg_catalog.pg_has_role(r.oid, 'MEMBER'), false),
             pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE'),
             coalesce(pg_catalog.pg_has_role(n.nspowner, 'USAGE'), false), current_user::text
        FROM (SELECT) AS one
        LEFT JOIN pg_catalog.pg_namespace AS n ON n.nspname = $1::name
        LEFT JOIN pg_catalog.pg_roles AS r ON r.rolname = $2::name`,
    values: [name, owner],
    row: ([exists, ownerNow, comment, ownerExists, memberOfOwner, mayCreate, mayAlter, role]) => ({
      existing: flagOf(exists) ? { owner: ownerNow ?? '', comment: optionalText(comment) } : undefined,
      ownerExists: flagOf(ownerExists),
      memberOfOwner: flagOf(memberOfOwner),
      mayCreate: flagOf(mayCreate),
      mayAlter: flagOf(mayAlter),
      role: role ?? '',
    }),
  };
}
