/** The part of an index that dbt's configuration knows. */
export interface DbtIndex {
  readonly relation: string;
  readonly method: string;
  /** As in CREATE INDEX. */
  readonly keys: readonly string[];
  readonly include: readonly string[];
  readonly where: string | undefined;
  /** The file of the model, after which dbt names it, or its name. */
  readonly dbtModel: string | undefined;
}

/**
 * The index as configuration of the dbt model that builds the table, in YAML: dbt makes the table anew at each run, and an
 * index that only the database knows is gone then. What `indexes:` cannot say becomes a post-hook. Undefined for a name or
 * a condition that dbt would take for Jinja.
 * Source: dbt documentation, "Postgres configurations", indexes; columns are put into CREATE INDEX as they are written.
 * @param createIndexBody what stands in CREATE INDEX behind the name of the table.
 */
export function dbtIndexText(index: DbtIndex, createIndexBody: string): string | undefined {
  const { relation, method, keys, include, where, dbtModel } = index;
  const model = dbtModel === undefined ? relation : modelName(dbtModel);
  if ([relation, model, createIndexBody].some((text) => /\{[{%#]/.test(text))) {
    return undefined;
  }
  const simple = include.length === 0 && where === undefined && keys.every((key) => columnKey.test(key));
  const config = simple
    ? [
        '      indexes:',
        `        - columns: [${keys.map(yamlText).join(', ')}]`,
        `          type: ${yamlText(method)}`,
      ]
    : [
        '      # `indexes:` of dbt has no expressions, conditions or included columns.',
        '      post_hook:',
        `        - ${yamlText(`CREATE INDEX IF NOT EXISTS ${indexName(relation, keys)} ON {{ this }}${createIndexBody}`)}`,
      ];
  return ['models:', `  - name: ${yamlText(model)}`, '    config:', ...config, ''].join('\n');
}

/** Such as `orders` for `models/marts/orders.sql`. */
function modelName(model: string): string {
  return (model.split(/[\\/]/).at(-1) ?? model).replace(/\.(?:sql|py)$/, '');
}

/** A column alone, without an operator class or a direction. */
const columnKey = /^(?:[a-z_][a-z0-9_$]*|"(?:[^"]|"")+")$/;

/** dbt renames the new table over the old one, so the name of an index must say what it indexes, and fits 63 bytes. */
function indexName(relation: string, keys: readonly string[]): string {
  const words = [relation, ...keys]
    .join('_')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_');
  return `"${words.replace(/^_+|_+$/g, '').slice(0, 50)}_idx"`;
}

/** JSON's strings are YAML's double-quoted ones. */
function yamlText(text: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text) && !yamlWords.has(text.toLowerCase())
    ? text
    : JSON.stringify(text);
}

const yamlWords: ReadonlySet<string> = new Set(['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null']);
