import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiFailure } from '../../../api/failure.ts';
import type { Channel, Dossier } from '../../../api/onestop.ts';
import { useToast } from '../../../design/index.ts';
import { useDraft } from '../../../outbox/draft.ts';
import { useSubmit } from '../../../outbox/outbox-provider.tsx';
import { useTellKept } from '../../../outbox/use-tell-kept.ts';
import { failureOf, rulesAt } from '../../../shared/field-rules.ts';
import { newId } from '../../../shared/new-id.ts';
import { useIsHere } from '../../../shared/use-is-here.ts';
import type { Step } from '../actions.ts';
import { commandOf } from '../commands.ts';
import { type Desk, nextDesk } from '../desks.ts';
import { useT } from './words.ts';

/** What is chosen in the window of a step. */
interface Chosen {
  desk: Desk;
  procedure: string;
  channel: Channel;
}

/** Steps whose text is for the citizen or for the record, and must be there. */
export const needsReason = (action: Step): boolean =>
  rulesAt(`onestop.${action}`, 'reason')?.required === true;

/** What a step asks for besides its reason or note. */
function askedBy(action: Step, { desk, procedure, channel }: Chosen): object {
  if (action === 'HandOverDossier') return { to: desk };
  return action === 'CorrectDossier' ? { procedureCode: procedure, channel } : {};
}

/** For the service an empty procedure means the one that was registered; for the clerk it is one that was wiped out. */
const unchosen = ({ procedure }: Chosen): ApiFailure | undefined =>
  procedure === ''
    ? new ApiFailure('refused', 'INVALID_FIELD', '', {
        fields: [{ field: 'procedure_code', rule: 'REQUIRED', description: '' }],
      })
    : undefined;

/**
 * One step of a dossier as it is typed, chosen and given.
 *
 * @param onDone taken, or kept to be sent, while its window is open
 */
export function useStep(dossier: Dossier, action: Step, onDone: () => void) {
  const t = useT();
  const submit = useSubmit();
  const isHere = useIsHere();
  const toast = useToast();
  const tellKept = useTellKept();
  const queries = useQueryClient();
  const draft = useDraft(`${action}/${dossier.id}`, () => '');
  const [chosen, setChosen] = useState<Chosen>(() => ({
    desk: nextDesk(dossier),
    procedure: dossier.procedureCode,
    channel: dossier.channel,
  }));
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const message = (idempotencyKey: string): object => ({
    dossierId: dossier.id,
    version: dossier.version,
    idempotencyKey,
    ...askedBy(action, chosen),
    [needsReason(action) ? 'reason' : 'note']: draft.value,
  });

  /** @returns the field that has to be put right before it can be sent */
  const findWrong = (): string | undefined => {
    const wrong = unchosen(chosen) ?? failureOf(`onestop.${action}`, message(newId()));
    setFailure(wrong);
    return wrong && (wrong.fields[0]?.field ?? '');
  };

  const send = async (): Promise<void> => {
    setBusy(true);
    try {
      const label = `${t(`action.${action}`)} · ${dossier.code}`;
      const outcome = await draft.send((onKept) =>
        submit(commandOf(action), { message, about: dossier.id, label, onKept }),
      );
      if (outcome.kind === 'done') toast({ words: t(`done.${action}`) });
      else tellKept(outcome.entry);
      if (isHere()) onDone();
    } catch (error) {
      // What was refused has changed nothing; the next try is about what the dossier is by then.
      void queries.invalidateQueries({ queryKey: ['dossier', dossier.unit, dossier.id] });
      setFailure(error);
      setBusy(false);
    }
  };

  /** What was complained about is being put right. */
  const forgive = (): void => setFailure(undefined);
  const choose = (change: Partial<Chosen>): void => setChosen((now) => ({ ...now, ...change }));
  return { draft, chosen, choose, busy, failure, forgive, findWrong, send };
}
