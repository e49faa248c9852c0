import { FormReader } from '../formReader';
import type { Checked, FormValues } from '../scaffoldForm';
import {
  accessLevels,
  layoutPresetNames,
  layoutPresets,
  type SchemaAccess,
  type SchemaLayoutSpec,
  type SchemaToBe,
} from './schemaLayoutSpec';

/** Makes the spec of what stands in the form. */
export function readSchemaLayout(values: FormValues): Checked<SchemaLayoutSpec> {
  const form = FormReader.of(values);
  const schemas = readSchemas(form);
  const names = schemas.map(({ name }) => name);
  const path = form.names('path');
  const spec: SchemaLayoutSpec = {
    schemas,
    owner: readOwner(form),
    access: readAccess(form, names),
    writers: readRoles(form, 'writers'),
    pathRoles: readRoles(form, 'pathRoles'),
    path: path.length === 0 ? names : path,
  };
  return form.checked(spec);
}

function readSchemas(form: FormReader): readonly SchemaToBe[] {
  const preset = form.choice('preset', layoutPresetNames);
  const comments = form.flag('comments');
  if (preset !== 'own') {
    return layoutPresets[preset].map(({ name, comment }) => ({
      name,
      comment: comments ? comment : undefined,
    }));
  }
  const rows = form.rows('schemas');
  if (rows.length === 0) {
    form.problem('schemas', 'Add a schema.');
  }
  const seen = new Set<string>();
  return rows.map((row) => {
    const name = row.name('name', 'the schema');
    if (name.startsWith('pg_')) {
      row.problem('name', 'Names that begin with pg_ are reserved for the schemas of PostgreSQL.');
    } else if (seen.has(name) && name !== '') {
      row.problem('name', `There are two schemas named ${name}.`);
    }
    seen.add(name);
    const comment = row.text('comment');
    if (comment.includes('\0')) {
      row.problem('comment', 'A comment cannot hold the character NUL (code 0).');
    }
    return { name, comment: comment === '' ? undefined : comment };
  });
}

/** Rows of one role add up; a schema that is named in two of them is a contradiction, and the first one is kept. */
function readAccess(form: FormReader, all: readonly string[]): readonly SchemaAccess[] {
  const given = new Set<string>();
  return form.rows('access').map((row) => {
    const role = readRole(row, 'role', 'the role');
    const named = row.names('schemas');
    const unknown = named.find((name) => !all.includes(name));
    if (unknown !== undefined) {
      row.problem('schemas', `${unknown} is not one of the schemas above: ${all.join(', ')}.`);
    }
    const schemas = named.length === 0 ? all : named;
    for (const schema of schemas) {
      const key = JSON.stringify([role, schema]);
      if (given.has(key)) {
        row.problem('role', `What ${role} may do in ${schema} is said twice. Keep one of the rows.`);
      }
      given.add(key);
    }
    return { role, level: row.choice('level', accessLevels), schemas };
  });
}

function readOwner(form: FormReader): string | undefined {
  return form.written('owner') === '' ? undefined : readRole(form, 'owner', 'the owner');
}

function readRole(row: FormReader, id: string, what: string): string {
  const role = row.name(id, what);
  refuseWords(row, id, role);
  return role;
}

function readRoles(form: FormReader, id: string): readonly string[] {
  const roles = form.names(id);
  roles.forEach((role) => refuseWords(form, id, role));
  return roles;
}

/** In GRANT, `public` means everybody, also between quotes. */
function refuseWords(row: FormReader, id: string, role: string): void {
  if (role === 'public' || role === 'none') {
    row.problem(id, `${role} is a word of PostgreSQL and not the name of a role. Name a role.`);
  }
}
