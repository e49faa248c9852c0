import type { DbtCheck } from '../../check';
import type { DbtFinding } from '../../finding';
import type { DbtGraph } from '../../graph/dbtGraph';
import { type DbtTarget, targetText } from '../../profiles/target';
import { type DbtProject, projectScalar } from '../../project/dbtProject';
import {
  postgresTargets,
  projectConfigs,
  projectPlace,
  reporter,
  type StaticFacts,
  wholeFile,
} from './staticFacts';

const report = reporter('doubled-schema');

export const doubledSchema: DbtCheck<StaticFacts> = {
  id: 'doubled-schema',
  title: 'Doubled schema',
  severity: 'warning',
  explanation:
    'dbt puts the schema of the target before a custom schema: with `schema: marts` in the profile and `+schema: marts` in the project, the tables are built in `marts_marts`. A macro `generate_schema_name` of the project changes that.',
  failsIn: undefined,
  run: ({ project, graph }) => {
    if (project.macros.some(({ name }) => /^(?:default__|postgres__)?generate_schema_name$/.test(name))) {
      return [];
    }
    const found = inProject(project);
    return found.length > 0 || !graph ? found : inModels(project, graph);
  },
};

function inProject(project: DbtProject): readonly DbtFinding[] {
  return projectConfigs(project, 'schema').flatMap(({ entry }) => {
    const custom = projectScalar(project, entry.value);
    const target = postgresTargets(project).find((each) => schemaOf(each) === custom);
    return target && typeof custom === 'string'
      ? [told(target, custom, { place: projectPlace(project, entry.value.range) })]
      : [];
  });
}

/** Schemas that config() of a model, or its properties, give. */
function inModels(project: DbtProject, graph: DbtGraph): readonly DbtFinding[] {
  const targets = postgresTargets(project);
  return [...graph.nodes.values()].flatMap(({ id, kind, file, relation, package: of }) => {
    const isBuilt = of === project.name && (kind === 'model' || kind === 'seed' || kind === 'snapshot');
    const target = targets.find((each) => {
      const schema = schemaOf(each);
      return schema !== undefined && relation?.schema === `${schema}_${schema}`;
    });
    const path = project.files.find(({ relative }) => relative === file)?.file;
    return isBuilt && target && path !== undefined
      ? [told(target, schemaOf(target) ?? '', { place: { file: path, range: wholeFile }, node: id })]
      : [];
  });
}

function schemaOf(target: DbtTarget): string | undefined {
  const schema = targetText(target, 'schema');
  return schema === '' ? undefined : schema;
}

function told(target: DbtTarget, custom: string, where: Pick<DbtFinding, 'place' | 'node'>): DbtFinding {
  const what = where.node === undefined ? 'these tables are' : 'this one is';
  return report({
    severity: 'warning',
    message: `With the target \`${target.name}\` ${what} built in \`${custom}_${custom}\`: dbt puts the schema of the target before a custom schema, here \`${custom}\`.`,
    advice: 'Remove it here, give the target another schema, or define the macro `generate_schema_name`.',
    target: target.name,
    ...where,
  });
}
