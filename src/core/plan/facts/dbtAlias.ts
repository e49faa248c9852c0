/** Where the configuration of a model stands. */
const head = 20_000;

/**
 * The name that a dbt model gives to its table when it is not the model's own, as its `config(alias='…')` says. A name that
 * Jinja computes is not known before dbt runs.
 * @param model the text of a model in SQL or Python
 */
export function dbtAlias(model: string): string | undefined {
  const code = model.slice(0, head).replace(/\{#[^]*?#\}/g, '');
  const config = /\bconfig\s*\(([^]*?)\)\s*(?:-?\}\}|$|\n)/m.exec(code)?.[1] ?? '';
  const found = /\balias\s*=\s*(?:'([^'{}]+)'|"([^"{}]+)")/.exec(config);
  return found?.[1] ?? found?.[2];
}
