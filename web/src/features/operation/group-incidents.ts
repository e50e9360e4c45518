import type { Incident } from '../../api/incidents.ts';

/** What has one cause for all records of a unit; of a jump, for all that one neighbour says. */
const ofOneCause = new Set(['marked', 'stub', 'contested', 'stranded', 'lacking', 'jump']);

/** Incidents that one decision settles: those of one kind, unit and cause, in order of their ids; each other incident by itself. */
export function groupIncidents(incidents: readonly Incident[]): Incident[][] {
  const groups = new Map<string, Incident[]>();
  for (const incident of incidents) {
    const { kind, key, jumpHop, heldAt } = incident;
    // What nobody holds cannot be taken back: that is another decision.
    const isHeld = String(heldAt.length > 0);
    const name = [kind, key?.channel, key?.unit, jumpHop, isHeld, ofOneCause.has(kind) ? '' : key?.id].join(
      '/',
    );
    groups.set(name, [...(groups.get(name) ?? []), incident]);
  }
  return [...groups.values()].map((group) => group.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1)));
}

const idOf = ({ key }: Incident): string => key?.id ?? '';
