import { expect, test } from '@jest/globals';
import type { Incident, SitesDifference } from '../../api/exchange.ts';
import { effectOf } from './registry-choice.ts';

const difference: SitesDifference = {
  added: ['s2'],
  removed: ['s3'],
  moved: [{ what: 's4', from: 's1', to: '' }],
  units: [{ what: '2@0', from: 's3', to: 's2' }],
  rekeyed: ['s5'],
};
const incident = (more: Partial<Incident>): Incident => ({
  kind: 'registry_restored',
  rev: '1',
  broke: '2',
  instances: [],
  jumpRev: '0',
  jumpHop: '',
  settledAt: '',
  seen: '2',
  held: '0',
  wanted: '0',
  heldAt: [],
  ...more,
});

test('each choice about a registry shows what it changes: the newer one here, the one held here everywhere and the other way round', () => {
  const restored = incident({ difference });
  expect(effectOf(restored, 'take_back')).toEqual({ where: 'sites.changesHere', difference });
  expect(effectOf(restored, 'publish')).toEqual({
    where: 'sites.changesEverywhere',
    difference: {
      added: ['s3'],
      removed: ['s2'],
      moved: [{ what: 's4', from: '', to: 's1' }],
      units: [{ what: '2@0', from: 's2', to: 's3' }],
      rekeyed: ['s5'],
    },
  });
  expect(effectOf(incident({}), 'publish')).toEqual({
    where: 'sites.changesEverywhere',
    difference: undefined,
  });
  expect(effectOf(incident({ kind: 'marked' }), 'lift')).toBeUndefined();
});
