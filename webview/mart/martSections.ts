import type { PartitionFacts } from '../../src/core/catalog/queries/partitionFacts';
import type { Grant } from '../../src/core/catalog/queries/grants';
import type { NewestValue } from '../../src/core/explorer/nodes';
import type {
  ColumnsSection,
  DefinitionSection,
  DependenciesSection,
  IndexesSection,
  SampleSection,
} from '../../src/core/mart/martSections';
import type { FactsView, MartHost, SizeView } from '../../src/protocol/mart';
import type { Remote } from '../../src/protocol/rpc';
import { Section } from './section';

/** The sections in the order in which they are asked for: what the eye meets first comes first. */
export interface MartSections {
  readonly columns: Section<ColumnsSection>;
  readonly facts: Section<FactsView>;
  readonly sample: Section<SampleSection>;
  readonly indexes: Section<IndexesSection>;
  readonly definition: Section<DefinitionSection>;
  readonly dependencies: Section<DependenciesSection>;
  readonly grants: Section<readonly Grant[]>;
  readonly partitions: Section<readonly PartitionFacts[]>;
  readonly size: Section<SizeView>;
  /** Of the chosen time column; null when none is chosen. */
  readonly newest: Section<NewestValue | null>;
}

export function martSections(
  host: Remote<MartHost>,
  changed: () => void,
  timeColumn: () => string | undefined,
): MartSections {
  return {
    columns: new Section(() => host.columns(null), changed),
    facts: new Section(() => host.facts(null), changed),
    sample: new Section(() => host.sample({ patient: false }), changed),
    indexes: new Section(() => host.indexes(null), changed),
    definition: new Section(() => host.definition(null), changed),
    dependencies: new Section(() => host.dependencies(null), changed),
    grants: new Section(() => host.grants(null), changed),
    partitions: new Section(() => host.partitions(null), changed),
    size: new Section(() => host.size(null), changed),
    // Nothing is read before a column is chosen.
    newest: new Section<NewestValue | null>(() => {
      const column = timeColumn();
      return column === undefined ? Promise.resolve(null) : host.newest({ column });
    }, changed),
  };
}
