/** The label of the present day. */
export const todayWords = 'Today';

/** A day of the calendar where the user is, such as `2026-11-21`. */
export type Day = string;

/** The day of a moment, in the time zone of this machine. */
export function dayOf(milliseconds: number): Day {
  const date = new Date(milliseconds);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** How a day is called on another day, such as `Today`, `Yesterday`, `Monday, 16 November`. */
export function dayWords(day: Day, today: Day): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const age = Math.round((noonOf(today) - noonOf(day)) / 86_400_000);
  if (age === 0 || age === 1) {
    return age === 0 ? todayWords : 'Yesterday';
  }
  const weekday = weekdays[new Date(noonOf(day)).getUTCDay()] ?? '';
  const name = `${date} ${months[month - 1] ?? ''}`;
  return age > 1 && age < 180 ? `${weekday}, ${name}` : `${weekday}, ${name} ${year}`;
}

/** The time of day, such as `09:05`. */
export function timeWords(milliseconds: number): string {
  const date = new Date(milliseconds);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** A duration, such as `12 ms`, `1.3 s`, `4:05 min`, `2:03:04 h`. */
export function durationWords(milliseconds: number): string {
  if (milliseconds < 1000) {
    return `${Math.round(milliseconds)} ms`;
  }
  if (milliseconds < 60_000) {
    return `${(Math.floor(milliseconds / 100) / 10).toFixed(1)} s`;
  }
  const seconds = Math.floor(milliseconds / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(seconds % 60)} h`
    : `${minutes}:${two(seconds % 60)} min`;
}

function noonOf(day: Day): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return Date.UTC(year, month - 1, date, 12);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
];
