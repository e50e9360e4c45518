import { Button, Notice } from '../design/index.ts';
import { formatMoment, machineToday } from '../format/dates.ts';
import type { Draft } from './draft.ts';
import { useT } from './words.ts';

/** Says that what stands here was typed before, what other windows have typed for this form, and offers what closed ones left. */
export function DraftNotes<Value>({
  draft,
  describe,
}: {
  draft: Draft<Value>;
  /** What a person knows it by. */
  describe: (value: Value) => string;
}) {
  const t = useT();
  return (
    <>
      {draft.isOpenElsewhere ? (
        <Notice tone="accent" icon="person">
          {t('draft.elsewhere')}
        </Notice>
      ) : null}
      {draft.restored && !draft.isEmpty ? (
        <Notice
          tone="accent"
          icon="undo"
          action={
            <Button small onClick={draft.clear}>
              {t('draft.startOver')}
            </Button>
          }
        >
          {t('draft.restored')}
        </Notice>
      ) : null}
      {draft.isEmpty
        ? draft.left.map((one) => (
            <Notice
              key={one.window}
              tone="accent"
              icon="undo"
              action={
                <>
                  <Button small onClick={() => draft.take(one)}>
                    {t('draft.take')}
                  </Button>{' '}
                  <Button small look="quiet" onClick={() => draft.drop(one)}>
                    {t('draft.drop')}
                  </Button>
                </>
              }
            >
              {t('draft.left', {
                time: formatMoment(new Date(one.at).toISOString(), machineToday()),
                what: describe(one.value) || t('draft.unnamed'),
              })}
            </Notice>
          ))
        : null}
    </>
  );
}
