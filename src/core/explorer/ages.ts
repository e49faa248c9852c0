/** An age in one unit, such as `40 s`, `5 min`, `3 h`, `12 days`. Seconds below zero count as none. */
export function ageWords(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  for (const [unit, length, limit] of units) {
    if (whole < limit) {
      return `${Math.floor(whole / length)} ${unit}`;
    }
  }
  const days = Math.floor(whole / 86_400);
  return `${days} ${days === 1 ? 'day' : 'days'}`;
}

const units = [
  ['s', 1, 60],
  ['min', 60, 3_600],
  ['h', 3_600, 86_400],
] as const;
