import { handedOver } from './handed-over.ts';

const unit = '20116@0';
const former = (site: string, until: string, publicKey = 'a') => ({ unit, site, until, publicKey });

test('who wrote a unit before is named once, with the last day, and never the site that writes it now', () => {
  const sites = [
    { id: 's20116', owns: [] },
    { id: 's20122', owns: [unit] },
  ];
  const all = [
    former('s20116', '2025-06-01', 'old key'),
    former('s20116', '2025-06-30'),
    former('s20122', '2025-06-15', 'old key'),
  ];
  expect(handedOver(sites, all)).toEqual([{ unit, site: 's20116', until: '2025-06-30' }]);
});
