import { expect, test } from '@jest/globals';
import { type AskedFor, handedIn } from './new-dossier-fields.ts';

const asked = (isHere: boolean): AskedFor => ({
  name: 'Tờ khai',
  kind: 'COPY_KIND_ORIGINAL',
  count: '2',
  ifAny: false,
  isHere,
});

test('where nothing was ticked nobody counted the sets', () => {
  expect(handedIn({ components: [asked(false)], sets: '1' })).toEqual({ components: [], sets: 0 });
  expect(handedIn({ components: [asked(true)], sets: '1' })).toEqual({
    components: [{ name: 'Tờ khai', kind: 'COPY_KIND_ORIGINAL', count: 2 }],
    sets: 1,
  });
});
