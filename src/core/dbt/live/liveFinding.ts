import type { FormValues } from '../../scaffold/scaffoldForm';
import type { DbtFinding, DbtFix, DbtPlace, DbtSeverity } from '../finding';
import type { DbtNode } from '../graph/dbtGraph';
import { propertiesAt } from './columnPlace';
import type { LiveFacts } from './liveFacts';

export interface FindingText {
  readonly check: string;
  readonly severity: DbtSeverity;
  readonly message: string;
  readonly advice?: string;
  readonly fixes?: readonly DbtFix[];
}

/** A finding about the target, at one of its fields where the profile has it. */
export function aboutTarget(
  { target }: LiveFacts,
  { fixes = [], ...text }: FindingText,
  ...fields: readonly string[]
): DbtFinding {
  const field = fields.map((name) => target.fields.get(name)).find((each) => each !== undefined);
  const { file, range } = target.place;
  return { ...text, target: target.name, place: { file, range: field?.keyRange ?? range }, fixes };
}

/** A finding about a model, seed, snapshot or source, at the beginning of its file unless the place is known, or it is written in YAML. */
export function aboutNode(
  facts: LiveFacts,
  node: DbtNode,
  { fixes = [], ...text }: FindingText,
  place = nodePlace(facts, node),
): DbtFinding {
  return { ...text, target: facts.target.name, node: node.id, ...(place && { place }), fixes };
}

/** The file in which a node is written, and its name there where others are written beside it. */
export function nodePlace(
  { project, texts }: Pick<LiveFacts, 'project' | 'texts'>,
  node: DbtNode,
): DbtPlace | undefined {
  const found = project.files.find(({ relative }) => relative === node.file);
  const range = node.kind === 'source' ? propertiesAt(texts.get(node.file) ?? '', node) : undefined;
  return found && { file: found.file, range: range ?? { start: 0, end: 0 } };
}

/** Names in a sentence: the first few, and how many more there are. */
export function listed(names: readonly string[], most = 5): string {
  const more = names.length - most;
  if (more > 0) {
    return `${names.slice(0, most).join(', ')} and ${String(more)} more`;
  }
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

export function sqlFix(title: string, ...statements: readonly string[]): DbtFix {
  return { kind: 'sql', title, statements };
}

/** Opens the form of rights with these grants, which shows the statements before anything is run. */
export function grantFix(title: string, ...grants: readonly FormValues[]): DbtFix {
  return {
    kind: 'scaffold',
    title,
    scaffold: 'grants',
    values: { changes: grants.map((grant) => ({ change: 'grant', ...grant })) },
  };
}
