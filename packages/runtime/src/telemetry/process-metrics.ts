import { monitorEventLoopDelay } from 'node:perf_hooks';
import { gauge } from './instruments.ts';

const eventLoopDelay = gauge('lienthong.process.event_loop_delay_p99_ms', {
  unit: 'ms',
  description: 'how long a task that was due had to wait, 99th percentile since the last reading',
});
const memory = gauge('lienthong.process.memory_rss_bytes', { unit: 'By', description: 'resident memory' });

/**
 * What tells that a process itself is in trouble: its event loop is blocked, its memory grows.
 * @returns ends the watching.
 */
export function watchProcess(): () => void {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  const unwatch = [
    eventLoopDelay.watch((result) => {
      result.observe(delay.percentile(99) / 1e6);
      delay.reset();
    }),
    memory.watch((result) => result.observe(process.memoryUsage.rss())),
  ];
  return () => {
    delay.disable();
    for (const end of unwatch) end();
  };
}
