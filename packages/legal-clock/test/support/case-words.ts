import {
  type Channel,
  type Extension,
  type HandOver,
  type Interruption,
  type InterruptionReason,
  type InterruptionRule,
  instantAt,
  type Readings,
  type Rule,
  type RunningTerm,
  type Stage,
  type Term,
  type Transition,
} from '../../src/index.ts';

const parseTerm = (text: string, place: string): Term => {
  const sameDay = /^same day by (\d\d:\d\d)$/.exec(text);
  if (sameDay?.[1]) return { unit: 'SAME_DAY', cutoff: sameDay[1] };
  const match =
    /^([\d.]+) (working days|days|working hours|hours|weeks|months|years)(?: \[(clear|first day counts)\])?$/.exec(
      text,
    );
  if (!match) throw new Error(`${place}: no term "${text}"`);
  const amount = Number(match[1]);
  if (match[2] === 'working hours') return { unit: 'WORKING_HOUR', amount };
  if (match[2] === 'hours') return { unit: 'HOUR', amount };
  if (match[2] === 'weeks') return { unit: 'WEEK', amount };
  if (match[2] === 'months') return { unit: 'MONTH', amount };
  if (match[2] === 'years') return { unit: 'YEAR', amount };
  const unit = match[2] === 'days' ? 'CALENDAR_DAY' : 'WORKING_DAY';
  if (!match[3]) return { unit, amount };
  return { unit, amount, firstDay: match[3] === 'clear' ? 'CLEAR' : 'SAME_DAY' };
};

/** `3 working days & 5 working days + 2 days`: two at once, then one after both. */
const parseStages = (text: string, place: string): readonly Stage[] => {
  const stages: Stage[] = [];
  let before: number[] = [];
  for (const step of text.split(' + ')) {
    const terms = step.split(' & ');
    const first = stages.length;
    for (const term of terms) {
      const after = text.includes(' & ') ? { after: before } : {};
      stages.push({ holder: `agency ${stages.length + 1}`, term: parseTerm(term.trim(), place), ...after });
    }
    before = terms.map((_, i) => first + i);
  }
  return stages;
};

const readings: Record<string, Partial<Readings>> = {
  'day of receipt': { afterHours: 'DAY_OF_RECEIPT' },
  'last day used': { stopOnLastDay: 'DAY_IS_USED' },
  '24:00': { dayEnds: 'AT_MIDNIGHT' },
  stays: { closedLastDay: 'STAYS' },
  'counter days': { workingDays: 'OF_COUNTER' },
  'from hand-over': { handOver: 'FROM_HAND_OVER' },
};

const reasons: Record<string, InterruptionReason> = {
  supplement: 'SUPPLEMENT',
  fee: 'FEE',
  agency: 'OTHER_AGENCY',
  'third party': 'THIRD_PARTY',
  other: 'OTHER',
};

const parseWaitRule = (flag: string, place: string): [InterruptionReason, InterruptionRule] => {
  if (flag === 'pause') return ['SUPPLEMENT', { effect: 'PAUSE', basis: 'sector rule' }];
  const own = /^(agency|third party|other) (runs|pauses)$/.exec(flag);
  if (own?.[1]) {
    const effect = own[2] === 'runs' ? 'RUNS' : 'PAUSE';
    return [reasons[own[1]] as InterruptionReason, { effect, basis: 'sector rule' }];
  }
  const limit = /^(agency|third party) at most (\d+) (working days|days)$/.exec(flag);
  if (!limit?.[1]) throw new Error(`${place}: unknown {${flag}}`);
  const unit = limit[3] === 'days' ? 'CALENDAR_DAY' : 'WORKING_DAY';
  const atMost = { unit, amount: Number(limit[2]) } as const;
  return [
    reasons[limit[1]] as InterruptionReason,
    { effect: 'PAUSE', basis: 'sector rule', atMost, afterMost: 'RESUMES' },
  ];
};

const parseOneRule = (text: string, version: string, validFrom: string, place: string): Rule => {
  const flags = [...text.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] as string);
  const body = text.replace(/\{[^}]+\}/g, '').trim();
  const terms: Rule['terms'] = body.includes(' / ')
    ? Object.fromEntries(
        body.split(' / ').map((part) => {
          const [channel = '', ...words] = part.split(' ');
          return [channel.toUpperCase() as Channel, parseStages(words.join(' '), place)];
        }),
      )
    : { ANY: parseStages(body, place) };
  const waitRules = flags.filter((flag) => !(flag in readings)).map((flag) => parseWaitRule(flag, place));
  return {
    id: 'case',
    version,
    title: text,
    source: place,
    validFrom,
    terms,
    interruptions: Object.fromEntries(waitRules),
    readings: Object.assign({}, ...flags.map((flag) => readings[flag] ?? {})) as Partial<Readings>,
  };
};

const policies: Record<string, Pick<Transition, 'policy' | 'countFrom'>> = {
  old: { policy: 'OLD', countFrom: 'RECEIPT' },
  'new from receipt': { policy: 'NEW', countFrom: 'RECEIPT' },
  'new from that day': { policy: 'NEW', countFrom: 'IN_FORCE' },
  'more favourable from receipt': { policy: 'MORE_FAVOURABLE', countFrom: 'RECEIPT' },
  'more favourable from that day': { policy: 'MORE_FAVOURABLE', countFrom: 'IN_FORCE' },
};

/** `10 working days => 5 working days in force 2025-06-10, old`, or one rule alone. */
export const parseRule = (
  text: string,
  place: string,
): { rule: Rule; newRule?: Rule; transition?: Transition } => {
  const [old = '', changed] = text.split(' => ');
  const rule = parseOneRule(old, 'old', '2024-01-01', place);
  if (changed === undefined) return { rule };
  const match = /^(.*) in force (\d{4}-\d\d-\d\d), (.*)$/.exec(changed);
  const policy = policies[match?.[3] ?? ''];
  if (!match?.[1] || !match[2] || !policy) throw new Error(`${place}: no transition "${changed}"`);
  return {
    rule,
    newRule: parseOneRule(match[1], 'new', match[2], place),
    transition: { ...policy, source: place },
  };
};

const instant = (text: string): number => {
  const [day = '', time] = text.split(' ');
  return instantAt(day, time);
};

/** `fee 2025-06-04 10:00 to open; moved 2025-06-05 09:00 to 2025-06-13`. */
export const parseEvents = (
  text: string,
  place: string,
): Pick<RunningTerm, 'interruptions' | 'extensions' | 'handOvers'> => {
  const interruptions: Interruption[] = [];
  const extensions: Extension[] = [];
  const handOvers: HandOver[] = [];
  for (const event of text.split('; ').filter(Boolean)) {
    const wait =
      /^(supplement|fee|agency|third party|other) (\S+ \S+) (?:to (open|\S+ \S+)|planned (\S+))(?: prolonged (\S+))?$/.exec(
        event,
      );
    const moved = /^moved (\S+ \S+) to (\S+)$/.exec(event);
    const handed = /^handed over (\S+ \S+)$/.exec(event);
    const merged = /^merged (\S+ \S+) into (\S+)$/.exec(event);
    if (wait?.[1] && wait[2]) {
      const [, reason = '', from, to, plannedTo, prolonged] = wait;
      interruptions.push({
        reason: reasons[reason] as InterruptionReason,
        from: instant(from as string),
        ...(to && to !== 'open' ? { to: instant(to) } : {}),
        ...(plannedTo ? { plannedTo } : {}),
        ...(prolonged
          ? { prolonged: [{ at: instant(from as string), plannedTo: prolonged, basis: place }] }
          : {}),
      });
    } else if (moved?.[1] && moved[2]) {
      extensions.push({ at: instant(moved[1]), newDueDay: moved[2], reason: 'case' });
    } else if (handed?.[1]) handOvers.push({ at: instant(handed[1]), to: 'next', why: 'NEXT_STAGE' });
    else if (merged?.[1] && merged[2])
      handOvers.push({ at: instant(merged[1]), to: merged[2], why: 'SUCCESSION' });
    else throw new Error(`${place}: no event "${event}"`);
  }
  return { interruptions, extensions, handOvers };
};
