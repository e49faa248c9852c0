import type { Disposable } from '../../base/disposable';
import { UserError } from '../../base/userError';
import type { QualifiedName } from '../../core/catalog/queries/partitionAncestors';
import { type ConversionFacts, readTakenNames } from '../../core/scaffold/convert/conversionFacts';
import { conversionMigration } from '../../core/scaffold/convert/conversionMigration';
import { conversionSteps, wayBack } from '../../core/scaffold/convert/conversionPlan';
import { conversionProblems, tableProblems } from '../../core/scaffold/convert/conversionProblems';
import { conversionNames, type ConversionSpec } from '../../core/scaffold/convert/conversionSpec';
import {
  type ConversionRequest,
  keyColumns,
  proposeConversion,
} from '../../core/scaffold/convert/proposeConversion';
import { conversionWarnings } from '../../core/scaffold/convert/rules/conversionRules';
import type { MigrationPart } from '../../core/scaffold/migrationFiles';
import { type ConversionLines, ConversionRun } from '../../node/scaffold/convert/conversionRun';
import type { ConversionPlanView, ConversionStatusView, ConversionView } from '../../protocol/conversion';

/** What is known of the connection. */
export type ConversionPlace = Pick<
  ConversionView,
  'connectionName' | 'database' | 'environment' | 'color'
> & {
  readonly readOnly: boolean;
};

/** What the page of a conversion shows and does, without VS Code. */
export class ConversionModel implements Disposable {
  readonly run: ConversionRun;
  private spec: ConversionSpec | undefined;
  private request: ConversionRequest | undefined;

  constructor(
    private readonly lines: ConversionLines,
    private readonly table: QualifiedName,
    /** As it is now: a connection may become read-only while the page is open. */
    private readonly place: () => ConversionPlace,
  ) {
    this.run = new ConversionRun(lines, table);
  }

  /** Reads everything again. @throws as `ConversionRun.facts` */
  async view(signal: AbortSignal): Promise<ConversionView> {
    const facts = await this.run.facts(signal);
    const columns = keyColumns(facts);
    const first =
      facts.spec?.key ?? (columns.find(({ counts }) => counts === 'time') ?? columns[0])?.name ?? '';
    const request = this.request ?? {
      key: first,
      period: 'month',
      width: '10000000',
      count: 12,
      withDefault: true,
    };
    const { readOnly, ...place } = this.place();
    const spec = facts.spec ?? this.spec;
    const problems = [
      ...(readOnly ? ['This connection is read-only. Convert the table over one that may write.'] : []),
      ...(columns.length === 0
        ? ['No column holds dates, times or whole numbers, so there is no partition key.']
        : []),
      ...(spec === undefined || facts.phase === 'finished'
        ? tableProblems(facts)
        : conversionProblems(spec, facts, await this.taken(spec, facts, signal))),
    ];
    return {
      ...place,
      schema: this.table.schema,
      table: this.table.name,
      phase: facts.phase,
      columns,
      request,
      problems: facts.phase === 'finished' ? [] : problems,
      ...(spec && facts.phase !== 'finished' && { plan: planView(spec, facts) }),
      status: this.status,
    };
  }

  get status(): ConversionStatusView {
    const { step, progress, message, ...rest } = this.run.status;
    return {
      state: rest.state,
      failed: rest.failed,
      longestBlock: rest.longestBlock,
      ...(step !== undefined && { step }),
      ...(progress !== undefined && { progress }),
      ...(message !== undefined && { message }),
    };
  }

  /** @throws UserError for a column that cannot be the key; otherwise as `view` */
  async propose(request: ConversionRequest, signal: AbortSignal): Promise<ConversionView> {
    this.request = request;
    const facts = await this.run.facts(signal);
    if (facts.phase === 'none') {
      this.spec = undefined;
      this.spec = await proposeConversion(await this.lines.database(signal), facts, request, signal);
    }
    return this.view(signal);
  }

  async go(): Promise<void> {
    await this.run.goOn(await this.current());
  }

  async finish(): Promise<void> {
    await this.run.finish(await this.current());
  }

  async back(): Promise<void> {
    await this.run.goBack(await this.current());
  }

  /** The steps that were shown, to be run from files. @throws UserError when they were begun or cannot be run */
  async migration(signal: AbortSignal): Promise<readonly MigrationPart[]> {
    const facts = await this.run.facts(signal);
    const { spec } = this;
    if (facts.phase !== 'none' || spec === undefined) {
      throw new UserError(
        'Only a conversion that was not begun can be saved. Go on with this one here, or go back first.',
      );
    }
    const problems = conversionProblems(spec, facts, await this.taken(spec, facts, signal));
    if (problems.length > 0) {
      throw new UserError(problems.join('\n'));
    }
    return conversionMigration(spec, facts);
  }

  dispose(): void {
    this.run.dispose();
  }

  private async current(): Promise<ConversionSpec> {
    const { connectionName, readOnly } = this.place();
    if (readOnly) {
      throw new UserError(
        `${connectionName} is read-only, and nothing was sent. Convert the table over a connection that may write.`,
      );
    }
    const spec = (await this.run.facts(new AbortController().signal)).spec ?? this.spec;
    if (spec === undefined) {
      throw new UserError('Choose the partition key first, then look at the steps.');
    }
    return spec;
  }

  private async taken(
    spec: ConversionSpec,
    facts: ConversionFacts,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    return facts.phase === 'none'
      ? readTakenNames(await this.lines.database(signal), facts, spec, signal)
      : [];
  }
}

function planView(spec: ConversionSpec, facts: ConversionFacts): ConversionPlanView {
  return {
    key: spec.key,
    legacy: conversionNames(spec).legacyName,
    legacyEnd: spec.legacyEnd,
    partitions: spec.partitions,
    ...(spec.defaultPartition !== undefined && { defaultPartition: spec.defaultPartition }),
    warnings: conversionWarnings(spec, facts).map(({ message }) => message),
    steps: conversionSteps(spec, facts).map(({ id, title, explain, parts, done, irreversible }) => ({
      id,
      title,
      explain,
      sql: done ? '' : parts.map(({ statements, how }) => sqlText(statements, how === 'atomic')).join('\n'),
      done,
      ...(irreversible !== undefined && { irreversible }),
    })),
    canGoBack: wayBack(spec, facts).length > 0,
  };
}

function sqlText(statements: readonly string[], atomic: boolean): string {
  const lines = statements.map((sql) => `${sql};`);
  return (atomic && lines.length > 1 ? ['BEGIN;', ...lines, 'COMMIT;'] : lines).join('\n');
}
