import { isRecord } from '../../../../base/validate';
import { list, type RawConfig, texts } from '../nodeConfig';

const appended: ReadonlySet<string> = new Set(['tags', 'packages', 'pre-hook', 'post-hook']);
const updated: ReadonlySet<string> = new Set([
  ...['meta', 'quoting', 'column_types', 'persist_docs', 'docs', 'contract'],
]);

/**
 * Settings of several places as dbt puts them together, the weakest first: tags and hooks add up, maps are merged, grants with a `+`
 * add roles, and everything else is replaced. Source: dbt/artifacts/resources/v1/config.py, MergeBehavior.
 */
export function mergeConfigs(levels: readonly RawConfig[]): RawConfig {
  const merged: Record<string, unknown> = {};
  for (const level of levels) {
    for (const [written, value] of Object.entries(level)) {
      const key = written === 'pre_hook' || written === 'post_hook' ? written.replace('_', '-') : written;
      merged[key] = mergeValue(key, merged[key], value);
    }
  }
  return merged;
}

function mergeValue(key: string, before: unknown, value: unknown): unknown {
  if (appended.has(key)) {
    return [...listOf(before), ...listOf(value)];
  }
  if (updated.has(key) && isRecord(before) && isRecord(value)) {
    return { ...before, ...value };
  }
  return key === 'grants' && isRecord(value) ? mergeGrants(isRecord(before) ? before : {}, value) : value;
}

function mergeGrants(before: RawConfig, value: RawConfig): RawConfig {
  const merged: Record<string, unknown> = { ...before };
  for (const [key, roles] of Object.entries(value)) {
    const name = key.replace(/^\+/, '');
    merged[name] = key.startsWith('+') ? [...texts(merged[name]), ...texts(roles)] : roles;
  }
  return merged;
}

function listOf(value: unknown): readonly unknown[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? list(value) : [value];
}
