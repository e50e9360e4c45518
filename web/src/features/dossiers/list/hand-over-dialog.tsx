import { type FormEvent, type ReactNode, useState } from 'react';
import { ApiFailure } from '../../../api/failure.ts';
import type { Dossier } from '../../../api/onestop.ts';
import { Button, Dialog, Notice, SelectField, useToast } from '../../../design/index.ts';
import { useSubmit, useUnsent } from '../../../outbox/outbox-provider.tsx';
import { useFailureWords } from '../../../shared/refusal-words.ts';
import { useSession } from '../../../shared/session-context.tsx';
import { useIsHere } from '../../../shared/use-is-here.ts';
import { commandOf } from '../commands.ts';
import { type Desk, desks, nextDesk } from '../desks.ts';
import { businessTimeAt } from '../../../api/session.ts';
import { HandedOverBar } from './handed-over-bar.tsx';
import { sortForDesk } from './hand-over-many.ts';
import styles from './hand-over-dialog.module.css';
import { useT } from './hand-over/words.ts';

interface Props {
  chosen: readonly Dossier[];
  onClose: () => void;
  /** All that could go has gone. */
  onDone: () => void;
  /** What to show of those that went: their slip; nothing once they were taken back. */
  onHanded: (shown: ReactNode) => void;
}

/** Where most of them usually go. */
function usualDesk(chosen: readonly Dossier[]): Desk {
  const next = chosen.map(nextDesk);
  const votes = (desk: Desk): number => next.filter((one) => one === desk).length;
  return desks.reduce((best, desk) => (votes(desk) > votes(best) ? desk : best));
}

type Refused = { dossier: Dossier; error: unknown };

/** What became of all that were given. */
interface Ended {
  refused: readonly Refused[];
  /** As they were before. */
  gone: readonly Dossier[];
  /** Not sent yet. */
  kept: number;
}

/** Hands many dossiers to one desk: who goes and who does not stands there before, and it can be taken back afterwards. */
export function HandOverDialog({ chosen: given, onClose, onDone, onHanded }: Props) {
  const t = useT();
  const session = useSession();
  const { roles } = session;
  const failureWords = useFailureWords();
  const unsent = useUnsent();
  const toast = useToast();
  const isHere = useIsHere();
  // The list goes on changing behind the window.
  const [chosen] = useState(given);
  const [desk, setDesk] = useState<Desk>(() => usualDesk(given));
  const [done, setDone] = useState(0);
  const [busy, setBusy] = useState(false);
  const [ended, setEnded] = useState<Ended>();
  const refused = ended?.refused;
  const handOver = useHandOverMany(() => onHanded(null));
  const { going, left } = sortForDesk(chosen, desk, roles, (id) =>
    unsent.some((entry) => entry.about === id && !entry.refusal),
  );

  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy || going.length === 0 || refused) return;
    setBusy(true);
    const end = await handOver(going, desk, setDone);
    setBusy(false);
    if (end.gone.length > 0)
      onHanded(
        <HandedOverBar
          of={{
            unitName: session.homeUnit.name,
            at: businessTimeAt(session, Date.now()) ?? session.businessNow,
            by: session.name,
            to: desk,
            dossiers: end.gone,
          }}
          onClose={() => onHanded(null)}
        />,
      );
    if (!isHere()) {
      const each = end.refused.map(({ dossier, error }) => `${dossier.code}: ${failureWords(error)}`);
      const words = [t('many.refused', { n: each.length }), ...each].join(' ');
      if (each.length > 0) toast({ words, tone: 'late' });
    } else if (end.refused.length === 0) onDone();
    else setEnded(end);
  };

  // What is refused is told here: the window stays until all have been answered.
  const close = (): void => {
    if (!busy) (refused ? onDone : onClose)();
  };

  return (
    <Dialog title={t('many.title', { n: chosen.length })} closeLabel={t('close')} onClose={close}>
      <form className={styles.form} onSubmit={(event) => void send(event)} noValidate>
        <SelectField
          label={t('handOver.to')}
          value={desk}
          disabled={busy}
          data-autofocus
          onChange={(event) => setDesk(event.target.value as Desk)}
        >
          {desks.map((one) => (
            <option key={one} value={one}>
              {t(`desk.${one}`)}
            </option>
          ))}
        </SelectField>
        <Rows
          title={t('many.going', { n: going.length })}
          rows={going.map((dossier) => ({ dossier, words: '' }))}
        />
        <Rows
          title={t('many.left', { n: left.length })}
          rows={left.map(({ dossier, why }) => ({ dossier, words: t(`many.left.${why}`) }))}
        />
        {busy ? (
          <label className={styles.progress}>
            {t('many.progress', { n: done, of: going.length })}
            <progress value={done} max={going.length} />
          </label>
        ) : null}
        {ended && refused ? (
          <Notice tone="late">
            {[
              t('many.refused', { n: refused.length }),
              ...(ended.gone.length > 0 ? [t('many.done', { n: ended.gone.length })] : []),
              ...(ended.kept > 0 ? [t('many.kept', { n: ended.kept })] : []),
            ].join(' ')}
            <Rows
              title=""
              rows={refused.map(({ dossier, error }) => ({ dossier, words: failureWords(error) }))}
            />
          </Notice>
        ) : null}
        <div className={styles.buttons}>
          <Button onClick={close} disabled={busy}>
            {t(refused ? 'close' : 'cancel')}
          </Button>
          {refused ? null : (
            <Button type="submit" look="primary" shortcut="Ctrl ↵" busy={busy} disabled={going.length === 0}>
              {t('many.confirm', { n: going.length })}
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  );
}

function Rows({ title, rows }: { title: string; rows: readonly { dossier: Dossier; words: string }[] }) {
  if (rows.length === 0) return null;
  return (
    <div className={styles.rows}>
      {title ? <p>{title}</p> : null}
      <ul tabIndex={rows.length > 5 ? 0 : undefined} aria-label={title || undefined}>
        {rows.map(({ dossier, words }) => (
          <li key={dossier.id}>
            <strong>{dossier.applicant?.name}</strong> <span>{dossier.code}</span>
            {words ? <em>{words}</em> : null}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** One command a dossier, each through the outbox; said at the end, with the way back. */
function useHandOverMany(onTakenBack: () => void) {
  const t = useT();
  const submit = useSubmit();
  const toast = useToast();

  const give = (dossier: Dossier, to: Desk, isHeard: boolean) =>
    submit(commandOf('HandOverDossier'), {
      isHeard: () => isHeard,
      message: (idempotencyKey: string) => ({
        dossierId: dossier.id,
        version: dossier.version,
        idempotencyKey,
        to,
        note: '',
      }),
      about: dossier.id,
      label: `${t('action.HandOverDossier')} · ${dossier.code}`,
    });

  const takeBack = async (given: readonly { to: Desk; now: Dossier }[]): Promise<void> => {
    onTakenBack();
    const ended = { done: 0, kept: 0, failed: 0 };
    for (const { to, now } of given)
      try {
        // Which of them and why stands with the unsent work: no window is open for it.
        ended[(await give(now, to, false)).kind] += 1;
      } catch (error) {
        if (!(error instanceof ApiFailure)) throw error;
        ended.failed += 1;
      }
    if (ended.done > 0) toast({ words: t('many.undone', { n: ended.done }) });
    if (ended.kept > 0) toast({ words: t('many.kept', { n: ended.kept }), tone: 'soon' });
    if (ended.failed > 0) toast({ words: t('many.notUndone', { n: ended.failed }), tone: 'late' });
  };

  return async (going: readonly Dossier[], desk: Desk, progress: (n: number) => void): Promise<Ended> => {
    const refused: Refused[] = [];
    const gone: Dossier[] = [];
    const given: { to: Desk; now: Dossier }[] = [];
    let kept = 0;
    for (const [index, dossier] of going.entries()) {
      try {
        // All that is refused is told at the end, in the window or after it.
        const outcome = await give(dossier, desk, true);
        if (outcome.kind === 'kept') kept += 1;
        else gone.push(dossier);
        if (outcome.kind === 'done' && outcome.answer.dossier && dossier.holder !== 'DESK_UNSPECIFIED')
          given.push({ to: dossier.holder, now: outcome.answer.dossier });
      } catch (error) {
        if (!(error instanceof ApiFailure)) throw error;
        refused.push({ dossier, error });
      }
      progress(index + 1);
    }
    if (given.length > 0)
      toast({
        words: t('many.done', { n: given.length }),
        action: { label: t('many.undo'), run: () => void takeBack(given).catch(console.error) },
      });
    if (kept > 0) toast({ words: t('many.kept', { n: kept }), tone: 'soon' });
    return { refused, gone, kept };
  };
}
