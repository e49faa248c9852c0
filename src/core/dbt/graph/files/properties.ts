import { type YamlDocument, type YamlNode, yamlText, yamlValue } from '../../yaml/yamlNode';
import type { DbtColumn } from '../dbtGraph';
import { isRecord } from '../../../../base/validate';
import type { RawConfig } from '../nodeConfig';
import { type GenericTest, readGenericTest } from './genericTestName';
import type { ProjectSources } from './projectSources';
import { type RenderText, yamlData } from './yamlData';

/** What a properties file says of one model, seed, snapshot, source table or exposure. */
export interface Properties {
  readonly name: string;
  readonly file: string;
  readonly node: YamlNode;
  readonly description: string;
  readonly columns: readonly DbtColumn[];
  readonly config: RawConfig;
  /** Tests of the whole, and of columns. */
  readonly tests: readonly { readonly test: GenericTest; readonly column: string | undefined }[];
}

/** The entries of a part of all properties files, such as `models`. */
export function propertiesIn(
  sources: ProjectSources,
  section: string,
  render: RenderText,
): readonly Properties[] {
  return [...sources.documents].flatMap(([file, document]) => {
    // What has no template says the same for every target, as long as the document lives.
    const known = document.text.includes('{{') ? new Map<string, readonly Properties[]>() : keptOf(document);
    const key = JSON.stringify([file, section]);
    const found =
      known.get(key) ??
      itemsOf(yamlValue(document.root, section)).flatMap((node) => propertiesOf(file, node, render) ?? []);
    known.set(key, found);
    return found;
  });
}

const kept = new WeakMap<YamlDocument, Map<string, readonly Properties[]>>();

function keptOf(document: YamlDocument): Map<string, readonly Properties[]> {
  const known = kept.get(document) ?? new Map<string, readonly Properties[]>();
  kept.set(document, known);
  return known;
}

/** Undefined where there is no name. */
export function propertiesOf(file: string, node: YamlNode, render: RenderText): Properties | undefined {
  const name = scalarText(yamlValue(node, 'name'));
  if (name === undefined) {
    return undefined;
  }
  const columns = itemsOf(yamlValue(node, 'columns'));
  const own = testsOf(node).map((test) => ({ test, column: undefined }));
  const ofColumns = columns.flatMap((column) => {
    const columnName = scalarText(yamlValue(column, 'name'));
    return testsOf(column).map((test) => ({ test, column: columnName }));
  });
  const config = yamlData(yamlValue(node, 'config'), render);
  return {
    ...{ name, file, node },
    description: descriptionOf(node, render),
    columns: columnsOf(columns, render),
    config: isRecord(config) ? config : {},
    tests: [...own, ...ofColumns],
  };
}

/** The items of a list; nothing for anything else. */
export function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === 'list' ? node.items : [];
}

/** Text, or a number that stands for a name. */
export function scalarText(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'scalar' && (typeof node.value === 'string' || typeof node.value === 'number')
    ? String(node.value)
    : undefined;
}

/** A description that only dbt can put together, as one with `doc()`, stays as it is written. */
function descriptionOf(node: YamlNode, render: RenderText): string {
  const written = yamlText(yamlValue(node, 'description')) ?? '';
  return render(written) ?? written;
}

function columnsOf(columns: readonly YamlNode[], render: RenderText): readonly DbtColumn[] {
  const byName = new Map<string, DbtColumn>();
  for (const column of columns) {
    const name = scalarText(yamlValue(column, 'name'));
    if (name !== undefined) {
      byName.set(name, {
        name,
        description: descriptionOf(column, render),
        dataType: scalarText(yamlValue(column, 'data_type')),
        tests: testsOf(column).flatMap(({ test, enabled }) => (enabled ? [test] : [])),
      });
    }
  }
  return [...byName.values()];
}

/** Arguments stay as they are written: names of tests are made of them. */
function testsOf(node: YamlNode): readonly GenericTest[] {
  return ['tests', 'data_tests'].flatMap((key) =>
    itemsOf(yamlValue(node, key)).flatMap((item) => readGenericTest(yamlData(item, (text) => text)) ?? []),
  );
}
