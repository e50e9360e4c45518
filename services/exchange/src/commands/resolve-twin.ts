import { Refusal, refuseField } from '@lienthong/domain';
import type { Ruling } from '../domain/document.ts';
import { isTwin } from '../domain/engine/twins.ts';
import { checkSeen, hasChanged } from '../domain/what-was-seen.ts';
import type { Site } from './site.ts';

/** A person has ended one of the two that were found then. @throws Refusal where nobody found it. */
export async function resolveTwin(
  { runner }: Site,
  twin: string,
  seen: string,
  ruling: Ruling,
): Promise<void> {
  if (ruling.action !== 'lift') refuseField('action', 'UNKNOWN', 'lift');
  if (!isTwin(runner.engine.memory, twin))
    throw new Refusal('not_found', 'INCIDENT_UNKNOWN', 'no such incident here');
  const found = runner.engine.memory.twins.get(twin);
  if (!found)
    throw new Refusal('precondition', 'NOT_FOUND_HERE', 'it is settled where the two copies were found');
  checkSeen(seen, String(found.since));
  if (!(await runner.run((engine) => engine.resolveTwin(twin, { ...ruling, site: twin })))) hasChanged();
}
