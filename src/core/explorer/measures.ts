/** Made once, at its first use: making the first one of a process takes longer than the rest of activation. */
let countFormat: Intl.NumberFormat | undefined;

/** A count with separators, such as `20,000`. */
export function countWords(count: number): string {
  countFormat ??= new Intl.NumberFormat('en-US');
  return countFormat.format(count);
}

/** An estimate of rows, such as `~1.2M rows`. */
export function rowsWords(rows: number): string {
  const rounded = Math.round(rows);
  return `~${shortNumber(rounded)} ${rounded === 1 ? 'row' : 'rows'}`;
}

/** A size as PostgreSQL's `pg_size_pretty` names it (1 kB = 1,024 bytes), such as `12 kB` or `3.4 GB`. */
export function sizeWords(bytes: number): string {
  return scaled(bytes, 1024, [' bytes', ' kB', ' MB', ' GB', ' TB', ' PB']);
}

function shortNumber(value: number): string {
  return scaled(value, 1000, ['', 'k', 'M', 'B', 'T']);
}

/** Three digits at most: `9.9`, `10`, `999`. */
function scaled(value: number, base: number, units: readonly string[]): string {
  let scaledValue = value;
  let unit = 0;
  while (unit < units.length - 1 && rounded(scaledValue, unit) >= base) {
    scaledValue /= base;
    unit++;
  }
  return `${countWords(rounded(scaledValue, unit))}${units[unit] ?? ''}`;
}

function rounded(value: number, unit: number): number {
  return unit > 0 && value < 9.95 ? Math.round(value * 10) / 10 : Math.round(value);
}
