import type { CancelSignal } from '../../../base/cancelSignal';
import { type DbtTarget, type RenderedValue, type TargetField } from '../../../core/dbt/profiles/target';
import {
  type YamlDocument,
  type YamlEntry,
  type YamlNode,
  yamlEntry,
  yamlValue,
} from '../../../core/dbt/yaml/yamlNode';
import { hasJinja, type JinjaOutcome, type JinjaTemplate, type JinjaWorld } from '../jinja/jinjaMessages';
import type { JinjaRenderer } from '../jinja/jinjaRenderer';
import { carriesPassword } from './carriesPassword';

/** Source: dbt-postgres, PostgresCredentials._ALIASES */
const aliases: ReadonlyMap<string, string> = new Map([
  ['pass', 'password'],
  ['dbname', 'database'],
]);

export interface TargetsRead {
  readonly targets: readonly DbtTarget[];
  readonly defaultTarget: string | undefined;
}

export interface TargetsRequest {
  readonly document: YamlDocument;
  readonly profile: string;
  /** The target of `--target` or DBT_TARGET. */
  readonly chosen: string | undefined;
  readonly world: JinjaWorld;
}

/** All targets of a profile, rendered in one go. A variable that is missing spoils only the field that wants it. */
export async function readTargets(
  { document, profile, chosen, world }: TargetsRequest,
  renderer: JinjaRenderer,
  signal: CancelSignal,
): Promise<TargetsRead> {
  const node = yamlEntry(document.root, profile)?.value;
  const outputs = yamlValue(node, 'outputs');
  const entries = outputs?.kind === 'map' ? outputs.entries : [];
  const targetNode = yamlEntry(node, 'target')?.value;
  const fields = entries.map(({ value }) => (value.kind === 'map' ? value.entries : []));
  const batch = new Batch();
  for (const entry of fields.flat()) {
    batch.add(entry.value, isSecretField(entry));
  }
  if (targetNode) {
    batch.add(targetNode, false);
  }
  await batch.render(world, renderer, signal);
  const defaultTarget = chosen ?? (targetNode ? targetName(batch.valueOf(targetNode, undefined)) : 'default');
  const targets = entries.map((entry, at) => ({
    profile,
    name: entry.key,
    isDefault: entry.key === defaultTarget,
    place: { file: document.file, range: entry.keyRange },
    fields: fieldsOf(fields[at] ?? [], batch),
  }));
  return { targets, defaultTarget };
}

/** Whether what stands under a key is never kept: passwords, and what looks like one under a key that dbt does not know. */
function isSecretField({ key, value }: YamlEntry): boolean {
  return (
    (value.kind === 'scalar' && carriesPassword(value.value)) ||
    /pass|pwd|secret|token|credential|api_?key/i.test(key)
  );
}

function fieldsOf(entries: readonly YamlEntry[], batch: Batch): ReadonlyMap<string, TargetField> {
  const fields = new Map<string, TargetField>();
  const own = new Set(entries.map(({ key }) => key));
  for (const entry of entries) {
    const { key, keyRange, value: node } = entry;
    const field = aliases.get(key);
    // Where both spellings are given, dbt refuses the target; the alias is kept under its own name.
    const name = field === undefined || own.has(field) ? key : field;
    fields.set(name, {
      key,
      keyRange,
      node,
      value: batch.valueOf(node, isSecretField(entry) ? key : undefined),
    });
  }
  return fields;
}

function targetName(value: RenderedValue): string | undefined {
  return value.kind === 'value' ? String(value.value) : undefined;
}

/** Values that are rendered together; those without Jinja never leave this thread. */
export class Batch {
  private readonly templates: JinjaTemplate[] = [];
  private readonly places = new Map<YamlNode, number>();
  private outcomes: readonly JinjaOutcome[] = [];

  constructor(private readonly context: JinjaTemplate['context'] = 'profile') {}

  add(node: YamlNode, secret: boolean): void {
    if (
      node.kind === 'scalar' &&
      typeof node.value === 'string' &&
      hasJinja(node.value) &&
      !this.places.has(node)
    ) {
      this.places.set(node, this.templates.length);
      this.templates.push({ text: node.value, context: this.context, secret });
    }
  }

  async render(world: JinjaWorld, renderer: JinjaRenderer, signal: CancelSignal): Promise<void> {
    this.outcomes = await renderer.render(this.templates, world, signal);
  }

  /** The nodes that have Jinja, with what became of them. */
  rendered(): ReadonlyMap<YamlNode, RenderedValue> {
    return new Map([...this.places.keys()].map((node) => [node, this.valueOf(node, undefined)]));
  }

  /** @param secretKey the key as written, where the value is a secret */
  valueOf(node: YamlNode, secretKey: string | undefined): RenderedValue {
    if (node.kind !== 'scalar') {
      return { kind: 'structure' };
    }
    const outcome = this.outcomes[this.places.get(node) ?? -1];
    if (outcome) {
      return renderedValue(outcome, secretKey);
    }
    if (secretKey === undefined) {
      // Jinja takes one line break from the end of every text, also of one without Jinja.
      return {
        kind: 'value',
        value: typeof node.value === 'string' ? withoutLastBreak(node.value) : node.value,
      };
    }
    const type =
      typeof node.value === 'string' || typeof node.value === 'number' ? typeof node.value : 'other';
    const empty = node.value === '' || node.value === null;
    return { kind: 'secret', from: { kind: 'text', empty, type: secretType(type) } };
  }
}

/** As Jinja leaves a text that has no Jinja. */
export function withoutLastBreak(text: string): string {
  return text.replace(/\r?\n$/, '');
}

function secretType(type: string): 'string' | 'number' | 'other' {
  return type === 'string' || type === 'number' ? type : 'other';
}

function renderedValue(outcome: JinjaOutcome, secretKey: string | undefined): RenderedValue {
  switch (outcome.kind) {
    case 'value': {
      const { value, variables } = outcome;
      // A variable such as DATABASE_URL may hold more than a host.
      return carriesPassword(value)
        ? { kind: 'secret', from: { kind: 'environment', variables, empty: false, type: 'string' } }
        : { kind: 'value', value };
    }
    case 'secret': {
      const { variables, empty, type } = outcome;
      return { kind: 'secret', from: { kind: 'environment', variables, empty, type } };
    }
    case 'structure':
      return { kind: 'structure' };
    case 'failed': {
      const { message, missing, doubtful } = outcome;
      // Source: dbt/config/renderer.py. It looks at the key before aliases, so `pass` fails.
      return secretKey === 'password'
        ? {
            kind: 'secret',
            from: { kind: 'text', empty: false, type: 'string', unrendered: { message, missing, doubtful } },
          }
        : { kind: 'unrendered', message, missing, doubtful };
    }
  }
}
