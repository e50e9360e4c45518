import type { Dossier, HistoryEntry } from '../../../api/onestop.ts';

/** Who holds a dossier: a desk, or whoever handed it in. */
export type Holder = Exclude<Dossier['holder'], 'DESK_UNSPECIFIED'> | 'CITIZEN';

/** A row of the control slip. */
export interface HandOver {
  id: string;
  at: string;
  /** Absent: it was not kept. */
  from: Holder | undefined;
  to: Holder | undefined;
  note: string;
  isResult: boolean;
}

/** The way of a dossier from the counter through the desks and back to the citizen, in the order in which it went. */
export function handOversOf({ history }: Pick<Dossier, 'history'>): HandOver[] {
  let holder: Holder | undefined = 'CITIZEN';
  return history.flatMap((entry): HandOver[] => {
    const step = goesTo(entry);
    if (!step) return [];
    const from = holder;
    holder = step.to;
    const isResult = step.isResult === true;
    if (from !== undefined && from === step.to && !isResult) return [];
    return [
      {
        id: entry.eventId,
        at: entry.at ?? '',
        from,
        to: step.to,
        note: entry.note,
        isResult,
      },
    ];
  });
}

function goesTo({ type, handedTo }: HistoryEntry): { to: Holder | undefined; isResult?: true } | undefined {
  switch (type.split('.')[2]) {
    case 'received':
      return { to: 'DESK_INTAKE' };
    case 'handed_over':
      return { to: handedTo === 'DESK_UNSPECIFIED' ? undefined : handedTo };
    case 'finished':
      return { to: 'DESK_INTAKE', isResult: true };
    case 'returned':
    case 'withdrawn':
      return { to: 'CITIZEN' };
    default:
      return undefined;
  }
}
