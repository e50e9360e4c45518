import { expect, test } from '@jest/globals';
import type { Incident, SitesDifference } from '../../api/incidents.ts';
import { effectOf, meaningOf } from './registry-choice.ts';

const difference: SitesDifference = {
  added: ['s2'],
  removed: ['s3'],
  moved: [{ what: 's4', from: 's1', to: '' }],
  units: [{ what: '2@0', from: 's3', to: 's2' }],
  rekeyed: ['s5'],
};
const incident = (more: Partial<Incident>): Incident => ({
  kind: 'registry_restored',
  rev: 1,
  broke: 2,
  instances: [],
  jumpRev: 0,
  jumpHop: '',
  settledAt: '',
  seen: '2',
  held: 0,
  wanted: 0,
  heldAt: [],
  reachedRev: 2,
  ...more,
});

test('each choice about a registry shows what it changes: the newer one here, the one held here everywhere and the other way round', () => {
  const restored = incident({ difference });
  expect(effectOf(restored, 'take_back')).toEqual({
    where: 'sites.changesHere',
    difference,
    isPartial: false,
  });
  expect(effectOf(restored, 'publish')).toEqual({
    where: 'sites.changesEverywhere',
    difference: {
      added: ['s3'],
      removed: ['s2'],
      moved: [{ what: 's4', from: '', to: 's1' }],
      units: [{ what: '2@0', from: 's2', to: 's3' }],
      rekeyed: ['s5'],
    },
    isPartial: false,
  });
  expect(effectOf(incident({ reachedRev: 0 }), 'publish')).toEqual({
    where: 'sites.changesEverywhere',
    difference: undefined,
    isPartial: false,
  });
  expect(effectOf(incident({ kind: 'marked' }), 'lift')).toBeUndefined();
});

test('a choice says what is out of reach, and that a machine without a registry publishes its configuration', () => {
  const away = incident({ difference, reachedRev: 1 });
  expect(effectOf(away, 'take_back')?.isPartial).toBe(true);
  expect(effectOf(away, 'publish')?.isPartial).toBe(true);
  expect(meaningOf(away, 'take_back')).toBe('resolveMeaning.take_back_older');
  expect(meaningOf(incident({}), 'take_back')).toBe('resolveMeaning.take_back');
  expect(meaningOf(away, 'publish')).toBe('resolveMeaning.publish');
  expect(meaningOf(incident({ rev: 0 }), 'publish')).toBe('resolveMeaning.publish_configured');
});
