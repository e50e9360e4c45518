import { Refusal } from '@lienthong/domain';
import type { Ruling } from '../domain/document.ts';
import type { MissingPast } from '../domain/ended-past.ts';
import { missingPasts } from '../domain/engine/past.ts';
import { checkSeen, hasChanged } from '../domain/what-was-seen.ts';
import type { Site } from './site.ts';

/** What is shown of it. */
export const seenOfPast = ({ held, wanted }: MissingPast): string => `${held}/${wanted}`;

/** A person says that no more of it is coming. @throws Refusal `INCIDENT_UNKNOWN`, `INCIDENT_CHANGED`. */
export async function endPast(
  { runner }: Site,
  { channel, unit }: { channel: string; unit: string },
  seen: string,
  ruling: Ruling,
): Promise<void> {
  const past = missingPasts(runner.engine.memory).find((one) => one.channel === channel && one.unit === unit);
  if (!past) throw new Refusal('not_found', 'INCIDENT_UNKNOWN', 'no such incident here');
  checkSeen(seen, seenOfPast(past));
  if (!(await runner.run((engine) => engine.endPast({ ...past, ruling })))) hasChanged();
}
