import { isCount, isOneOf, isRecord, isString } from '../base/validate';
import type { ExactSize } from '../core/catalog/queries/exactSizes';
import type { Grant } from '../core/catalog/queries/grants';
import type { PartitionFacts } from '../core/catalog/queries/partitionFacts';
import type { RelationRow } from '../core/catalog/queries/relations';
import type { DbtMark, NewestValue } from '../core/explorer/nodes';
import type {
  ColumnsSection,
  DefinitionSection,
  DependenciesSection,
  FactsSection,
  IndexesSection,
  SampleSection,
} from '../core/mart/martSections';
import type { SizePoint } from '../core/mart/sizeHistory';
import type { Validators } from './rpc';

/** What a mart's page says of the relation before anything else was read. */
export interface MartHeader {
  readonly relation: RelationRow;
  readonly connectionName: string;
  readonly database: string;
  readonly environment: string;
  /** The theme colour of the connection; that of the environment unless named. */
  readonly color?: string;
  readonly readOnly: boolean;
  readonly tags: readonly string[];
  /** Undefined where it cannot be one: only marts of the connection's own database can. */
  readonly favourite?: boolean;
  /** The column that was chosen as its time. */
  readonly timeColumn?: string;
  /** Where a dbt project of the workspace builds or reads it. */
  readonly dbt?: DbtMark;
}

/** Everything about size, age and readers. */
export interface FactsView extends FactsSection {
  readonly history: readonly SizePoint[];
}

export interface SizeView {
  /** Undefined for a relation without files of its own. */
  readonly size?: ExactSize;
  readonly history: readonly SizePoint[];
}

export const martActions = [
  'query',
  'copyName',
  'copyDefinition',
  'dependencies',
  'diagram',
  'model',
] as const;
export type MartAction = (typeof martActions)[number];

/** What the page may ask of the host. Each section is a request of its own. */
export interface MartHost {
  /** The page is ready to be drawn. */
  ready(argument: null): MartHeader;
  facts(argument: null): FactsView;
  columns(argument: null): ColumnsSection;
  /** `patient` gives the server 30 seconds instead of 2. */
  sample(argument: { readonly patient: boolean }): SampleSection;
  definition(argument: null): DefinitionSection;
  indexes(argument: null): IndexesSection;
  grants(argument: null): readonly Grant[];
  dependencies(argument: null): DependenciesSection;
  partitions(argument: null): readonly PartitionFacts[];
  /** Measures the exact size, and notes it in the history. */
  size(argument: null): SizeView;
  /** Chooses the column that tells the mart's time, null for none, and reads its newest value. */
  newest(argument: { readonly column: string | null }): NewestValue | null;
  favourite(argument: { readonly on: boolean }): void;
  /** Tags as they were typed, separated by commas. */
  tags(argument: { readonly typed: string }): void;
  /** Opens the page of another relation. */
  open(argument: { readonly oid: number }): void;
  act(argument: { readonly what: MartAction }): void;
}

/** What the host may tell the page; by `notify`, because a hidden page never answers. */
export interface MartPage {
  /** What the header says has changed. */
  show(argument: MartHeader): void;
}

const isNull = (value: unknown): value is null => value === null;

export const martHostValidators: Validators<MartHost> = {
  ready: isNull,
  facts: isNull,
  columns: isNull,
  sample: (value): value is { patient: boolean } => isRecord(value) && typeof value['patient'] === 'boolean',
  definition: isNull,
  indexes: isNull,
  grants: isNull,
  dependencies: isNull,
  partitions: isNull,
  size: isNull,
  newest: (value): value is { column: string | null } =>
    isRecord(value) && (value['column'] === null || isString(value['column'])),
  favourite: (value): value is { on: boolean } => isRecord(value) && typeof value['on'] === 'boolean',
  tags: (value): value is { typed: string } => isRecord(value) && isString(value['typed']),
  open: (value): value is { oid: number } => isRecord(value) && isCount(value['oid']),
  act: (value): value is { what: MartAction } => isRecord(value) && isOneOf(martActions, value['what']),
};
