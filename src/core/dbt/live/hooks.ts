import type { DbtNode } from '../graph/dbtGraph';
import { callsOfText } from '../jinja/jinjaCalls';
import { jinjaDefinitions } from '../jinja/jinjaDefinitions';
import type { DbtProject } from '../project/dbtProject';
import { yamlText, yamlValue } from '../yaml/yamlNode';
import type { LiveFacts } from './liveFacts';

/**
 * Whether a hook of the model, or what the project does at the end of each run, says something of the kind, so that it
 * makes anew what the run drops: by itself, or in a macro of the project that it calls, as far as `texts` has its file.
 */
export function hookSays(
  facts: Pick<LiveFacts, 'project' | 'texts'>,
  node: DbtNode,
  pattern: RegExp,
): boolean {
  const hooks = [...hooksOf(node), ...runEndHooks(facts.project)];
  return (
    hooks.some((hook) => pattern.test(hook)) || calledTexts(facts, hooks).some((text) => pattern.test(text))
  );
}

/** The files of macros, from the project's folder, that must be read to know what the hooks around a node do. */
export function hookFiles(
  project: Pick<DbtProject, 'document' | 'files' | 'macros'>,
  node: DbtNode,
): readonly string[] {
  const hooks = [...hooksOf(node), ...runEndHooks(project)];
  const own = new Set(project.macros.map(({ name }) => name));
  const calls = hooks.some((hook) => callsOfText(hook).some(({ name }) => own.has(name)));
  const files = new Set(calls ? project.macros.map(({ file }) => file) : []);
  return project.files.flatMap(({ file, relative }) => (files.has(file) ? [relative] : []));
}

function hooksOf({ config }: DbtNode): readonly string[] {
  return [...config.preHooks, ...config.postHooks];
}

function runEndHooks({ document }: Pick<DbtProject, 'document'>): readonly string[] {
  const node = yamlValue(document.root, 'on-run-end');
  const items = node?.kind === 'list' ? node.items : [node];
  return items.flatMap((item) => yamlText(item) ?? []);
}

/** The bodies of the macros that texts call, and of those that these call. */
function calledTexts(
  { project, texts }: Pick<LiveFacts, 'project' | 'texts'>,
  hooks: readonly string[],
): readonly string[] {
  const bodies = new Map<string, string>();
  const known = new Map(project.macros.map(({ name, file }) => [name, file]));
  const paths = new Map(project.files.map(({ file, relative }) => [file, relative]));
  const visit = (text: string): void => {
    for (const { name } of callsOfText(text)) {
      const file = known.get(name);
      const source = file === undefined || bodies.has(name) ? undefined : texts.get(paths.get(file) ?? '');
      const macro = jinjaDefinitions(source ?? '').find((each) => each.name === name);
      if (source !== undefined && macro) {
        const body = source.slice(macro.body.start, macro.body.end);
        bodies.set(name, body);
        visit(body);
      }
    }
  };
  hooks.forEach(visit);
  return [...bodies.values()];
}
