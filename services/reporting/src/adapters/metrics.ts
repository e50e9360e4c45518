import { gauge, type MachineClock, type ServiceName } from '@lienthong/runtime';
import type { TallyProjection } from '../projections/tally-projection-types.ts';
import type { HistoryStore, LostFactStore, TallyRecords } from '../commands/ports.ts';

const dirtyDays = gauge('lienthong.reporting.dirty_days', {
  description: 'days whose tally waits to be written',
});
const unputTallies = gauge('lienthong.reporting.unput_tallies', {
  description: 'tallies that exchange is not known to hold',
});
const exchangeFailing = gauge('lienthong.reporting.exchange_failing_ms', {
  description: 'machine time since exchange last took or answered something; 0: it does',
});

const missingDays = gauge('lienthong.reporting.missing_days', {
  description: 'days that others hold and this site knows nothing of: a person decides',
});
const openLostFacts = gauge('lienthong.reporting.lost_facts', {
  description: 'facts whose events their owner has lost, not yet looked at by a person',
});

/** What an operator's alarm looks at, by source; no unit, no dossier in a label. @returns ends the watching. */
export function watchSource(
  source: ServiceName,
  parts: {
    projection: Pick<TallyProjection, 'waiting'>;
    records: Pick<TallyRecords, 'status'>;
    history: Pick<HistoryStore, 'countMissing'>;
    lostFacts: Pick<LostFactStore, 'countOpenByUnit'>;
    clock: MachineClock;
  },
): () => void {
  const { projection, records, history, lostFacts, clock } = parts;
  const labels = { source };
  const failingMs = (): number => clock.now() - (records.status().failingSince ?? clock.now());
  const countLost = async (): Promise<number> =>
    [...(await lostFacts.countOpenByUnit()).values()].reduce((sum, one) => sum + one, 0);
  const watches = [
    dirtyDays.watch((result) => result.observe(projection.waiting(), labels)),
    unputTallies.watch((result) => result.observe(records.status().waiting, labels)),
    exchangeFailing.watch((result) => result.observe(failingMs(), labels)),
    missingDays.watch((result) =>
      result.observe(Math.max(history.countMissing(), records.status().left), labels),
    ),
    openLostFacts.watch(async (result) => result.observe(await countLost(), labels)),
  ];
  return () => {
    for (const unwatch of watches) unwatch();
  };
}
