import type { PlainValue } from '../../jinja/jinjaValue';
import type { StaticTarget } from '../../compile/staticTarget';
import { staticText } from '../../compile/staticText';
import type { DbtRelation } from '../dbtGraph';
import { type RawConfig, text } from '../nodeConfig';
import type { ProjectSources } from './projectSources';
import type { DefinitionSummary } from './templateSummary';

/** How a project names what it builds. */
export interface RelationRules {
  /** Macros of the project that take the place of dbt's own rules and could not be followed: names may differ. */
  readonly unknownMacros: readonly string[];
  /** Undefined where the settings need what only dbt knows. */
  readonly relationOf: (
    name: string,
    config: RawConfig,
    version: string | undefined,
  ) => DbtRelation | undefined;
}

const nameMacros = ['generate_schema_name', 'generate_alias_name', 'generate_database_name'] as const;

/**
 * dbt's own rules, and those of a `generate_schema_name` that needs nothing but the target and the name that was asked for. Source:
 * dbt-adapters, include/global_project/macros/get_custom_name.
 */
export function relationRules(sources: ProjectSources, target: StaticTarget): RelationRules {
  const macros = [...sources.definitions.values()].flat().filter(({ kind }) => kind === 'macro');
  const own = new Map(nameMacros.map((name) => [name, macros.find((macro) => macro.name === name)]));
  const unknown = new Set<string>(
    nameMacros.filter((name) => name !== 'generate_schema_name' && own.get(name) !== undefined),
  );
  const made = new Map<string | null, string | undefined>();
  const schemaOf = (custom: string | null): string | undefined => {
    if (!made.has(custom)) {
      const macro = own.get('generate_schema_name');
      const told = macro && schemaByMacro(macro, custom, target);
      if (macro && told === undefined) {
        unknown.add(macro.name);
      }
      made.set(custom, told ?? defaultSchema(custom, target));
    }
    return made.get(custom);
  };
  schemaOf(null);
  schemaOf('custom');
  return {
    unknownMacros: [...unknown],
    relationOf: (name, config, version) => {
      if (!isKnown(config['schema']) || !isKnown(config['alias']) || !isKnown(config['database'])) {
        return undefined;
      }
      const schema = text(config['target_schema']) ?? schemaOf(text(config['schema'])?.trim() ?? null);
      const alias =
        text(config['alias'])?.trim() ??
        (version === undefined ? name : `${name}_v${version.replaceAll('.', '_')}`);
      const database = text(config['database'])?.trim() ?? text(config['target_database']) ?? target.database;
      return schema === undefined ? undefined : { database, schema, name: alias };
    },
  };
}

/** What stands for a setting that only dbt can compute. */
export const unknownValue: unique symbol = Symbol('unknown');

function isKnown(value: unknown): boolean {
  return value !== unknownValue;
}

function defaultSchema(custom: string | null, { schema }: StaticTarget): string | undefined {
  return custom === null || schema === undefined ? schema : `${schema}_${custom}`;
}

function schemaByMacro(
  { body, parameters }: DefinitionSummary,
  custom: string | null,
  target: StaticTarget,
): string | undefined {
  const [name] = (parameters ?? '').split(/[,=]/);
  const variables = new Map<string, PlainValue>([[name?.trim() ?? '', custom]]);
  return staticText(body, target, variables);
}
