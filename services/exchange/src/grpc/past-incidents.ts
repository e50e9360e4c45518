import type { Incident } from '@lienthong/contracts/exchange/v1/exchange';
import { Refusal } from '@lienthong/domain';
import type { Site } from '../adapters/site.ts';
import type { Ruling } from '../domain/document.ts';
import { missingPasts } from '../domain/engine/past.ts';
import type { MissingPast } from '../domain/ended-past.ts';
import { checkSeen, hasChanged } from './what-was-seen.ts';

/** Units that were handed over to this site with more records than it holds. The key's channel is the source's, its id is empty. */
export const pastIncidents = ({ runner }: Site): Incident[] =>
  missingPasts(runner.engine.memory).map((past) => ({
    key: { channel: past.channel, unit: past.unit, id: '' },
    kind: 'past_missing',
    rev: 0,
    broke: 0,
    since: undefined,
    words: `Khi bàn giao tỉnh giữ ${past.wanted} bản ghi; ở đây mới có ${past.held}`,
    jumpRev: 0,
    jumpHop: '',
    difference: undefined,
    settledAt: '',
    seen: seenOfPast(past),
    held: past.held,
    wanted: past.wanted,
    heldAt: [],
  }));

const seenOfPast = ({ held, wanted }: MissingPast): string => `${held}/${wanted}`;

/** A person says that no more of it is coming. @throws Refusal `INCIDENT_UNKNOWN`, `INCIDENT_CHANGED`. */
export async function resolvePastIncident(
  { runner }: Site,
  { channel, unit }: { channel: string; unit: string },
  seen: string,
  ruling: Ruling,
): Promise<undefined> {
  const past = missingPasts(runner.engine.memory).find((one) => one.channel === channel && one.unit === unit);
  if (!past) throw new Refusal('not_found', 'INCIDENT_UNKNOWN', 'no such incident here');
  checkSeen(seen, seenOfPast(past));
  if (!(await runner.run((engine) => engine.endPast({ ...past, ruling })))) hasChanged();
}
