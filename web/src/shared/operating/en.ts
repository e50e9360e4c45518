import type { vi } from './vi.ts';

export const en: Record<keyof typeof vi, string> = {
  'operator.stale': 'The list below is of {time}; the server does not answer, the page tries again.',
  'operator.guideOf': 'Guide',
  'operator.guideOfWhat': 'Guide: {what}',
  'incidents.reason': 'Reason (kept with your name and the time)',
  'sites.none': 'none',
  'sites.added': '{site} added',
  'sites.removed': '{site} removed',
  'sites.moved': '{site} moved from {from} to {to}',
  'sites.unit': 'unit {unit} moved from {from} to {to}',
  'sites.rekeyed': '{site} has another key',
  'resolve.hand_over': 'Hand over units',
  'resolve.name_successor': 'Name the successor',
  'resolve.retire': 'Retire the site',
};
