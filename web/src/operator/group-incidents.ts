import type { Incident } from '../api/exchange.ts';

/** Incidents that one decision settles: what a restore marked of one unit, and each other incident by itself. */
export function groupIncidents(incidents: readonly Incident[]): Incident[][] {
  const groups = new Map<string, Incident[]>();
  for (const incident of incidents) {
    const { kind, key } = incident;
    const name = [kind, key?.channel, key?.unit, kind === 'marked' ? '' : key?.id].join('/');
    groups.set(name, [...(groups.get(name) ?? []), incident]);
  }
  return [...groups.values()].map((group) => group.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1)));
}

const idOf = ({ key }: Incident): string => key?.id ?? '';
