import { writeFile } from 'node:fs/promises';
import { type Bench, type Figure, type Measurement, median, type ReportRow } from './figure';
import { figuresPage } from './figuresPage';
import { fileExports } from './figures/fileExports';
import { cancel } from './figures/cancel';
import { dbtLineage } from './figures/dbtLineage';
import { dbtLive } from './figures/dbtLive';
import { dbtManifest, dbtProject } from './figures/dbtProject';
import { firstRow } from './figures/firstRow';
import { gridScroll } from './figures/gridScroll';
import { history } from './figures/history';
import { host } from './figures/host';
import { hugeDatabase } from './figures/hugeDatabase';
import { hugeMemory } from './figures/hugeMemory';
import { planAgainstPev2 } from './figures/planAgainstPev2';
import { planComparison } from './figures/planComparison';
import { planViewer } from './figures/planViewer';
import { packageSize } from './figures/packageSize';
import { martPage } from './figures/martPage';
import { resultStore } from './figures/resultStore';
import { sandbox } from './figures/sandbox';
import { sortedRows } from './figures/sortedRows';
import { tree } from './figures/tree';

/** Every figure that an issue names. */
const benches: readonly Bench[] = [
  packageSize,
  host,
  tree,
  hugeDatabase,
  hugeMemory,
  martPage,
  firstRow,
  gridScroll,
  resultStore,
  sortedRows,
  fileExports,
  cancel,
  sandbox,
  history,
  planViewer,
  planComparison,
  planAgainstPev2,
  dbtLive,
  dbtProject,
  dbtManifest,
  dbtLineage,
];

export interface BenchOptions {
  /** Measure only this figure. */
  readonly only: string | undefined;
  /** Where the report is written as JSON. */
  readonly json: string | undefined;
  /** Where the table is written as a page of Markdown. */
  readonly markdown: string | undefined;
}

/** Measures the figures, prints one table and answers with how many bounds do not hold or could not be measured. */
export async function runBenches({ only, json, markdown }: BenchOptions): Promise<number> {
  const chosen = benches.filter((bench) => only === undefined || bench.figures.some(({ id }) => id === only));
  if (chosen.length === 0) {
    const known = benches.flatMap((bench) => bench.figures.map(({ id }) => id));
    throw new Error(`There is no figure ${String(only)}. The figures are ${known.join(', ')}.`);
  }
  const rows: ReportRow[] = [];
  const lines: string[][] = [['figure', 'median', 'range', 'bound', 'holds', 'in the same run']];
  const failures: string[] = [];
  for (const bench of chosen) {
    const figures = bench.figures.filter(({ id }) => only === undefined || id === only);
    try {
      const measurements = await bench.measure((line) => console.log(`  ${line}`));
      for (const figure of figures) {
        const measurement = measurementOf(figure, measurements);
        const row = reportRow(figure, measurement);
        rows.push(row);
        lines.push(tableLine(figure, measurement, row));
      }
    } catch (error) {
      // The other figures take minutes to measure: they are worth having all the same.
      const ids = figures.map(({ id }) => id).join(', ');
      failures.push(`Not measured: ${ids}. ${error instanceof Error ? (error.stack ?? '') : String(error)}`);
    }
  }
  console.log(`\n${[table(lines), ...failures].join('\n\n')}`);
  if (json !== undefined) {
    await writeFile(json, `${JSON.stringify(rows, undefined, 2)}\n`);
  }
  if (markdown !== undefined) {
    await writeFile(markdown, figuresPage(lines, new Date()));
  }
  return rows.filter((row) => !row.holds).length + failures.length;
}

function measurementOf({ id }: Figure, measurements: readonly Measurement[]): Measurement {
  const measurement = measurements.find((each) => each.id === id);
  if (!measurement) {
    throw new Error(`The figure ${id} was not measured.`);
  }
  return measurement;
}

function reportRow({ id, unit, bound }: Figure, { samples }: Measurement): ReportRow {
  const value = Number(median(samples).toFixed(2));
  return 'atMost' in bound
    ? { id, value, unit, bound: bound.atMost, holds: value <= bound.atMost }
    : { id, value, unit, bound: bound.atLeast, holds: value >= bound.atLeast };
}

function tableLine(figure: Figure, { samples, reference, note }: Measurement, row: ReportRow): string[] {
  const { unit, title, bound } = figure;
  const range =
    samples.length > 1 ? `${Math.min(...samples).toFixed(1)}–${Math.max(...samples).toFixed(1)}` : '';
  const ratio = reference ? median(samples) / median(reference.samples) : undefined;
  return [
    title,
    `${row.value.toFixed(1)} ${unit}`,
    range,
    `${'atMost' in bound ? '≤' : '≥'} ${row.bound} ${unit}`,
    row.holds ? 'yes' : 'NO',
    reference && ratio !== undefined
      ? `${ratio.toFixed(1)} × ${reference.name} (${median(reference.samples).toFixed(1)} ${unit})`
      : (note ?? ''),
  ];
}

function table(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
