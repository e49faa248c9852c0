import { callsOfWords, type JinjaCall, keywordArgument, textArgument } from '../../jinja/jinjaCalls';
import { jinjaDefinitions, type JinjaDefinitionKind } from '../../jinja/jinjaDefinitions';
import { type JinjaToken, jinjaTokens } from '../../jinja/jinjaTokens';
import type { JinjaValue } from '../../jinja/jinjaValue';
import { jinjaWords } from '../../jinja/jinjaWords';

/** What a template of SQL says to dbt when the project is parsed. It is the same for every target. */
export interface TemplateSummary {
  readonly refs: readonly RefName[];
  /** The name of the source, then that of the table. */
  readonly sources: readonly (readonly [string, string])[];
  /** Other functions that it calls: a macro may have references of its own. */
  readonly calls: readonly string[];
  /** The arguments of each `config()`, in their order. */
  readonly configs: readonly TemplateConfig[];
}

/** What `ref()` names. */
export interface RefName {
  readonly package: string | undefined;
  readonly name: string;
  /** As written, such as `2`; undefined for the latest one. */
  readonly version: string | undefined;
}

/** Values that are written out; what has to be computed is a template. */
export type TemplateConfig = ReadonlyMap<string, ConfigValue>;
export type ConfigValue = { readonly value: unknown } | { readonly template: string };

/** A definition in a file of macros or snapshots, and what its body says. */
export interface DefinitionSummary {
  readonly kind: JinjaDefinitionKind;
  readonly name: string;
  readonly parameters: string | undefined;
  readonly body: string;
  readonly summary: TemplateSummary;
}

/** Reads a template. Branches that dbt does not enter when it parses, those of `execute` and `is_incremental()`, do not count. */
export function summarizeTemplate(text: string): TemplateSummary {
  const tokens = parsedTokens(text);
  const calls = tokens.flatMap(({ inner }) => callsOfWords(jinjaWords(text, inner)));
  return summaryOf(calls, text);
}

/** Reads a model in Python: `dbt.ref()`, `dbt.source()` and `dbt.config()`. */
export function summarizePython(text: string): TemplateSummary {
  const code = text.replace(/#.*$/gm, (comment) => ' '.repeat(comment.length));
  const calls = callsOfWords(jinjaWords(code, { start: 0, end: code.length }));
  return summaryOf(
    calls.map((call) => ({ ...call, name: call.name.replace(/^dbt\./, '') })),
    code,
  );
}

/** Reads the macros, tests and snapshots that a file defines. */
export function summarizeDefinitions(text: string): readonly DefinitionSummary[] {
  return jinjaDefinitions(text).map(({ kind, name, parameters, body }) => {
    const inside = text.slice(body.start, body.end);
    return { kind, name, parameters, body: inside, summary: summarizeTemplate(inside) };
  });
}

/** The nodes that a text such as `ref('orders')` of a YAML file names. */
export function summarizeExpression(text: string): TemplateSummary {
  return summaryOf(callsOfWords(jinjaWords(text, { start: 0, end: text.length })), text);
}

function summaryOf(calls: readonly JinjaCall[], text: string): TemplateSummary {
  return {
    refs: calls.flatMap((call) => (call.name === 'ref' ? refOf(call) : [])),
    sources: calls.flatMap((call) => {
      const [source, table] = [textArgument(call, 0), textArgument(call, 1)];
      return call.name === 'source' && source !== undefined && table !== undefined
        ? [[source, table] as const]
        : [];
    }),
    calls: [...new Set(calls.map(({ name }) => name))].filter((name) => !own.has(name)),
    configs: calls.flatMap((call) => (call.name === 'config' ? [configOf(call, text)] : [])),
  };
}

const own: ReadonlySet<string> = new Set(['ref', 'source', 'config', 'var', 'is_incremental']);

function refOf(call: JinjaCall): readonly RefName[] {
  const [first, second] = [textArgument(call, 0), textArgument(call, 1)];
  if (first === undefined) {
    return [];
  }
  const version = keywordArgument(call, 'v') ?? keywordArgument(call, 'version');
  const written =
    version?.kind === 'number' ? version.written : version?.kind === 'string' ? version.value : undefined;
  return second === undefined
    ? [{ package: undefined, name: first, version: written }]
    : [{ package: first, name: second, version: written }];
}

/** `config(a=1)` and `config({'a': 1})` */
function configOf(call: JinjaCall, text: string): TemplateConfig {
  const config = new Map<string, ConfigValue>();
  for (const { name, value, range } of call.arguments) {
    if (name !== undefined) {
      config.set(name, configValue(value, text.slice(range.start, range.end)));
    } else if (value.kind === 'dict') {
      for (const entry of value.entries) {
        config.set(entry.key, configValue(entry.value, ''));
      }
    }
  }
  return config;
}

function configValue(value: JinjaValue, written: string): ConfigValue {
  const known = valueOf(value);
  return known === undefined ? { template: `{{ ${written} }}` } : { value: known };
}

/** Undefined where a part of it has to be computed. */
function valueOf(value: JinjaValue): unknown {
  switch (value.kind) {
    case 'string':
    case 'number':
    case 'boolean':
      return value.value;
    case 'none':
      return null;
    case 'list': {
      const items = value.items.map(valueOf);
      return items.includes(undefined) ? undefined : items;
    }
    case 'dict': {
      const entries = value.entries.map((entry) => [entry.key, valueOf(entry.value)] as const);
      return entries.some(([, item]) => item === undefined) ? undefined : Object.fromEntries(entries);
    }
    case 'other':
      return undefined;
  }
}

/** The expressions and statements that are rendered when dbt parses the project. */
function parsedTokens(text: string): readonly JinjaToken[] {
  const kept: JinjaToken[] = [];
  // For each open `if`, whether the branch at hand is entered.
  const branches: boolean[] = [];
  for (const token of jinjaTokens(text)) {
    if (token.kind !== 'expression' && token.kind !== 'statement') {
      continue;
    }
    switch (token.keyword) {
      case 'if':
      case 'elif':
        if (token.keyword === 'elif') {
          branches.pop();
        }
        branches.push(!neverTrue(text.slice(token.inner.start, token.inner.end)));
        break;
      case 'else':
        // An `else` within a `for` is rare, and entering it does no harm.
        if (branches.length > 0) {
          branches[branches.length - 1] = true;
        }
        break;
      case 'endif':
        branches.pop();
        break;
      default:
        if (branches.every(Boolean)) {
          kept.push(token);
        }
    }
  }
  return kept;
}

/** Source: dbt's context providers: `execute` is false while a project is parsed, and so is `is_incremental()`. */
function neverTrue(condition: string): boolean {
  return /^\s*(?:el)?if\s+(?:execute|is_incremental\s*\(\s*\))\s*(?:and\b.*)?$/s.test(condition);
}
