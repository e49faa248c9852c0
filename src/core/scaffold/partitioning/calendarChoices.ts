import { calendarUnits } from './calendar';

/** The units as a form offers them. */
export const calendarChoices = calendarUnits.map((value) => ({ value, label: value }));
