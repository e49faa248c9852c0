import type { TextRange } from '../../../base/textRange';
import type { DbtGraph, DbtNode } from '../graph/dbtGraph';
import { type YamlDocument, type YamlNode, yamlEntry, yamlText, yamlValue } from '../yaml/yamlNode';

/**
 * Where the YAML file of a node names it: a source, an exposure, a snapshot or a unit test itself, any other test by what it tests.
 * Undefined when the file does not.
 */
export function yamlPlace(document: YamlDocument, node: DbtNode, graph: DbtGraph): TextRange | undefined {
  const { kind, name } = node;
  if (kind === 'source') {
    return sourcePlace(document, node.sourceName ?? '', name);
  }
  if (kind === 'exposure') {
    return entryPlace(document, 'exposures', name);
  }
  return kind === 'test'
    ? (entryPlace(document, 'unit_tests', name) ?? testedPlace(document, node, graph))
    : describedPlace(document, name);
}

/** Where a YAML file names a table of a source; undefined when it does not. */
export function sourcePlace(document: YamlDocument, source: string, table: string): TextRange | undefined {
  const group = named(yamlValue(document.root, 'sources'), source);
  return nameRange(named(yamlValue(group, 'tables'), table)) ?? nameRange(group);
}

function testedPlace(document: YamlDocument, { dependsOn }: DbtNode, graph: DbtGraph): TextRange | undefined {
  for (const id of dependsOn) {
    const tested = graph.nodes.get(id);
    const place =
      tested?.kind === 'source'
        ? sourcePlace(document, tested.sourceName ?? '', tested.name)
        : tested && describedPlace(document, tested.name);
    if (place) {
      return place;
    }
  }
  return undefined;
}

function describedPlace(document: YamlDocument, name: string): TextRange | undefined {
  const places = ['models', 'snapshots', 'seeds'].map((key) => entryPlace(document, key, name));
  return places.find((place) => place !== undefined);
}

function entryPlace(document: YamlDocument, key: string, name: string): TextRange | undefined {
  return nameRange(named(yamlValue(document.root, key), name));
}

function named(list: YamlNode | undefined, name: string): YamlNode | undefined {
  return list?.kind === 'list'
    ? list.items.find((item) => yamlText(yamlValue(item, 'name')) === name)
    : undefined;
}

function nameRange(node: YamlNode | undefined): TextRange | undefined {
  return yamlEntry(node, 'name')?.value.range;
}
