import { writeFile } from 'node:fs/promises';
import { type Bench, type Figure, type Measurement, median, type ReportRow } from './figure';
import { fileExports } from './figures/fileExports';
import { cancel } from './figures/cancel';
import { firstRow } from './figures/firstRow';
import { gridScroll } from './figures/gridScroll';
import { history } from './figures/history';
import { host } from './figures/host';
import { hugeDatabase } from './figures/hugeDatabase';
import { hugeMemory } from './figures/hugeMemory';
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
];

export interface BenchOptions {
  /** Measure only this figure. */
  readonly only: string | undefined;
  /** Where the report is written as JSON. */
  readonly json: string | undefined;
}

/** Measures the figures, prints one table and answers with how many bounds do not hold. */
export async function runBenches({ only, json }: BenchOptions): Promise<number> {
  const chosen = benches.filter((bench) => only === undefined || bench.figures.some(({ id }) => id === only));
  if (chosen.length === 0) {
    const known = benches.flatMap((bench) => bench.figures.map(({ id }) => id));
    throw new Error(`There is no figure ${String(only)}. The figures are ${known.join(', ')}.`);
  }
  const rows: ReportRow[] = [];
  const lines: string[][] = [['figure', 'median', 'range', 'bound', 'holds', 'in the same run']];
  for (const bench of chosen) {
    const measurements = await bench.measure((line) => console.log(`  ${line}`));
    for (const figure of bench.figures.filter(({ id }) => only === undefined || id === only)) {
      const measurement = measurements.find(({ id }) => id === figure.id);
      if (!measurement) {
        throw new Error(`The figure ${figure.id} was not measured.`);
      }
      const row = reportRow(figure, measurement);
      rows.push(row);
      lines.push(tableLine(figure, measurement, row));
    }
  }
  console.log(`\n${table(lines)}`);
  if (json !== undefined) {
    await writeFile(json, `${JSON.stringify(rows, undefined, 2)}\n`);
  }
  return rows.filter((row) => !row.holds).length;
}

function reportRow({ id, unit, bound }: Figure, { samples }: Measurement): ReportRow {
  const value = Number(median(samples).toFixed(2));
  return { id, value, unit, bound: bound.atMost, holds: value <= bound.atMost };
}

function tableLine(figure: Figure, { samples, reference }: Measurement, row: ReportRow): string[] {
  const { unit, title } = figure;
  const range =
    samples.length > 1 ? `${Math.min(...samples).toFixed(1)}–${Math.max(...samples).toFixed(1)}` : '';
  const ratio = reference ? median(samples) / median(reference.samples) : undefined;
  return [
    title,
    `${row.value.toFixed(1)} ${unit}`,
    range,
    `≤ ${row.bound} ${unit}`,
    row.holds ? 'yes' : 'NO',
    reference && ratio !== undefined
      ? `${ratio.toFixed(1)} × ${reference.name} (${median(reference.samples).toFixed(1)} ${unit})`
      : '',
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
