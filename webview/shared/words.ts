/** Texts that several pages write the same way. */

const grouped = new Intl.NumberFormat('en-US');

/** `10,000` */
export function formatCount(count: number): string {
  return grouped.format(count);
}

/** `1 row`, `10,000 rows` */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `3 ms`, `1.25 s`, `2 min 5 s`, `1 h 2 min` */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1) {
    return '< 1 ms';
  }
  if (milliseconds < 1000) {
    return `${Math.round(milliseconds)} ms`;
  }
  if (milliseconds < 60_000) {
    return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1)} s`;
  }
  return formatLongDuration(Math.floor(milliseconds / 1000));
}

/** For a clock that is running: whole seconds, so that the text does not flicker. */
export function formatRunning(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : formatLongDuration(seconds);
}

function formatLongDuration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${formatCount(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}
