import { gauge } from '@lienthong/runtime';

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
const lostFacts = gauge('lienthong.reporting.lost_facts', {
  description: 'facts whose events their owner has lost, not yet looked at by a person',
});

/** What an operator's alarm looks at; no unit, no dossier in a label. @returns ends the watching. */
export function watchReporting(sources: {
  dirtyDays: () => number;
  unputTallies: () => number;
  exchangeFailingMs: () => number;
  missingDays: () => number;
  lostFacts: () => Promise<number>;
}): () => void {
  const watches = [
    dirtyDays.watch((result) => result.observe(sources.dirtyDays())),
    unputTallies.watch((result) => result.observe(sources.unputTallies())),
    exchangeFailing.watch((result) => result.observe(sources.exchangeFailingMs())),
    missingDays.watch((result) => result.observe(sources.missingDays())),
    lostFacts.watch(async (result) => result.observe(await sources.lostFacts())),
  ];
  return () => {
    for (const unwatch of watches) unwatch();
  };
}
