import { findFreePort } from '@lienthong/devtools/process/free-port';
import { gauge, histogram, startTelemetry } from '../src/index.ts';

const early = histogram('lienthong.test.duration', { unit: 'ms' });
const depth = gauge('lienthong.test.depth', {});

test('instruments of a module that was loaded before telemetry started are not dark', async () => {
  const metrics = `127.0.0.1:${await findFreePort()}`;
  const stop = startTelemetry({ site: 's1', telemetry: { metrics, sampling: 1, logLevel: 'error' } }, 'test');
  early.record(5, { outcome: 'ok' });
  const unwatch = depth.watch((result) => result.observe(7));
  const page = async () => (await fetch(`http://${metrics}/metrics`)).text();
  expect(await page()).toMatch(/lienthong_test_duration_count\{[^}]*outcome="ok"[^}]*\} 1/);
  expect(await page()).toMatch(/lienthong_test_depth\b.* 7/);
  // What the operator's alarms ask of the process itself.
  expect(await page()).toMatch(/lienthong_process_event_loop_delay_p99\S* \d/);
  expect(await page()).toMatch(/lienthong_process_memory_rss\S* \d{7}/);
  unwatch();
  await stop();
});
