import { encodeMessage } from '../src/adapters/link-codec.ts';
import { standardTiming } from '../src/domain/timing.ts';
import { hour, minute } from './simulation/world.ts';
import { commune, district, Line, province } from './three-sites.ts';

/** Bytes of one message besides its payload: subject, reply subject, length, line ends. */
const overhead = 60;

test('27: an idle day with 7,300 keys costs less than 50 KiB of payload a hop, both directions together', () => {
  const line = new Line({ timing: standardTiming });
  const start = new Date('2024-07-01T00:00:00Z').getTime();
  const keys: string[] = [];
  for (let day = 0; day < 365; day += 1) {
    const id = new Date(start + day * 24 * hour).toISOString().slice(0, 10);
    for (let one = 0; one < 20; one += 1) keys.push(`u2-tally-onestop/20116@0/${id}/${one}`);
  }
  expect(keys).toHaveLength(7300);
  for (const key of keys) line.change('a tally', key);
  line.world.run(6 * hour);
  expect(line.confirmed(keys[0])).toEqual([district, province]);

  const bytes = { payload: 0, messages: 0 };
  line.world.observers.push({
    sent: (from, hop, message) => {
      if ((from.id === province && hop === district) || (from.id === district && hop === province)) {
        bytes.payload += message.kind === 'list' ? 0 : encodeMessage(message).length;
        bytes.messages += 1;
      }
    },
  });
  line.world.run(24 * hour);
  expect(bytes.payload).toBeLessThan(50 * 1024);
  expect(bytes.payload + overhead * bytes.messages).toBeLessThan(1024 * 1024);
});

test('one difference is found by sums in three levels, without listing the rest', () => {
  const line = new Line({ timing: standardTiming });
  for (let day = 1; day <= 28; day += 1) {
    for (const month of ['01', '02', '03', '04', '05', '06']) {
      line.change('a tally', `u2-tally-onestop/20116@0/2025-${month}-${String(day).padStart(2, '0')}`);
    }
  }
  line.world.run(hour);
  const backup = line.snapshot(province);
  line.change('changed', 'u2-tally-onestop/20116@0/2025-03-07');
  line.world.run(hour);
  line.site(province).store.restore(backup);
  let listed = 0;
  line.world.observers.push({
    sent: (from, hop, message) => {
      if (from.id === province && hop === district && message.kind === 'have')
        listed += message.entries.length;
    },
  });
  line.world.run(2 * hour);
  expect(line.value(province, 'u2-tally-onestop/20116@0/2025-03-07')).toBe('changed');
  expect(listed).toBeLessThan(3 * 28);
  expect(line.traffic().put).toBeGreaterThan(0);
  line.world.run(10 * minute);
  expect(line.confirmed('u2-tally-onestop/20116@0/2025-03-07').includes(province)).toBe(true);
  expect(line.document(commune, 'u2-tally-onestop/20116@0/2025-03-07')?.record?.broke).toBe(0);
});
