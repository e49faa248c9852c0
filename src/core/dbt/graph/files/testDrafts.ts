import { yamlText, yamlValue } from '../../yaml/yamlNode';
import type { DbtNode } from '../dbtGraph';
import type { Draft, FilesScope } from './draft';
import { genericTestName, type GenericTest } from './genericTestName';
import { bare } from './otherDrafts';
import { propertiesIn } from './properties';
import type { References } from './references';
import { summarizeExpression, summarizeTemplate, type TemplateSummary } from './templateSummary';

/** The generic tests of nodes, with what they read: the node, and what their arguments name. */
export function genericTests(
  scope: FilesScope,
  drafts: readonly Draft[],
  references: References,
): readonly DbtNode[] {
  return drafts.flatMap((draft) => {
    const known = kept.get(draft);
    return known ?? (draft.node.enabled ? testsOf(scope, draft, references) : []);
  });
}

/** Tests that name nothing but their node are the same as long as its draft lives. */
const kept = new WeakMap<Draft, readonly DbtNode[]>();

function testsOf(scope: FilesScope, draft: Draft, references: References): readonly DbtNode[] {
  const { node, tests = [], testedAs = node.name } = draft;
  const read = tests.map((each) => ({ ...each, templates: testTemplates(each.test) }));
  const nodes = read.map(({ test, column, templates }) => {
    const name = genericTestName(test, testedAs, column, node.kind === 'source');
    return {
      ...bare(scope, 'test', `test.${scope.project.name}.${name}`, name),
      ...{ file: node.propertiesFile ?? node.file, enabled: test.enabled },
      dependsOn: [...new Set([...templates.flatMap(references.idsOf), node.id])],
    };
  });
  if (!read.some(({ templates }) => templates.some(references.names))) {
    kept.set(draft, nodes);
  }
  return nodes;
}

/** Unit tests read the model that they test. */
export function unitTests(scope: FilesScope, references: References): readonly DbtNode[] {
  return propertiesIn(scope.sources, 'unit_tests', scope.render).flatMap(
    ({ name, file, node, description, config }) => {
      const model = yamlText(yamlValue(node, 'model'));
      if (model === undefined) {
        return [];
      }
      const ref = { package: undefined, name: model, version: undefined };
      const id = `unit_test.${scope.project.name}.${model}.${name}`;
      return [
        {
          ...bare(scope, 'test', id, name),
          ...{ file, description, enabled: config['enabled'] !== false },
          dependsOn: references.idsOf({ refs: [ref], sources: [], calls: [], configs: [] }),
        },
      ];
    },
  );
}

/** dbt renders what looks like a call, with and without braces. Source: dbt/clients/jinja.py, add_rendered_test_kwargs. */
function testTemplates({ test, arguments: given }: GenericTest): readonly TemplateSummary[] {
  const written = Object.values(given).filter((value) => typeof value === 'string');
  const macro: TemplateSummary = { refs: [], sources: [], calls: [`test_${test}`], configs: [] };
  return [
    macro,
    ...written.map((text) =>
      /^\s*(?:env_var|ref|var|source|doc)\s*\(.+\)\s*$/s.test(text)
        ? summarizeExpression(text)
        : summarizeTemplate(text),
    ),
  ];
}
