import type { Decision } from '../../api/decisions.ts';

/** Decisions about records of one group are made one after the other, within this. */
const togetherMs = 600_000;

/** What one press decided, newest first: its records one after the other, with one reason. */
export function groupDecisions(decisions: readonly Decision[]): Decision[] {
  const groups: Decision[] = [];
  for (const decision of decisions) {
    const last = groups.at(-1);
    if (last && isOnePress(last, decision))
      groups[groups.length - 1] = {
        ...last,
        about: [...decision.about, ...last.about],
        count: last.count + decision.count,
      };
    else groups.push(decision);
  }
  return groups;
}

function isOnePress(a: Decision, b: Decision): boolean {
  const nameOf = ({ by, kind, action, reason, unit, channel }: Decision): string =>
    [by, kind, action, reason, unit, channel].join('\n');
  const apart = Date.parse(a.at ?? '') - Date.parse(b.at ?? '');
  // A history decision, a resolution of lost facts and a change of the sites are whole by themselves.
  return a.channel !== '' && a.kind !== 'history_missing' && nameOf(a) === nameOf(b) && apart <= togetherMs;
}
