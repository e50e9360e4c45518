/** A calendar day in Vietnam, `YYYY-MM-DD`. Compares as text. */
export type LocalDay = string;

/** Milliseconds since 1970-01-01T00:00Z. */
export type Instant = number;

/** Asia/Ho_Chi_Minh is UTC+7 all year and has been since 1975. */
const vietnamOffsetMs = 7 * 3_600_000;

const dayMs = 86_400_000;

/** The local day of an instant. */
export function dayOf(at: Instant): LocalDay {
  return new Date(at + vietnamOffsetMs).toISOString().slice(0, 10);
}

/** The local time of day of an instant, `HH:MM`. */
export function timeOf(at: Instant): string {
  return new Date(at + vietnamOffsetMs).toISOString().slice(11, 16);
}

/** The instant of a local day and time (`HH:MM`, midnight by default). */
export function instantOf(day: LocalDay, time = '00:00'): Instant {
  return Date.parse(`${day}T${time}:00Z`) - vietnamOffsetMs;
}

export function addDays(day: LocalDay, days: number): LocalDay {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** True for a real day of the calendar, written `YYYY-MM-DD`. */
export function isLocalDay(text: string): text is LocalDay {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
