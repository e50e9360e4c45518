import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { Button, EmptyState, Skeleton, useTitle, useToast } from '../../design/index.ts';
import { useSubmit } from '../../outbox/outbox-provider.tsx';
import { useTellKept } from '../../outbox/use-tell-kept.ts';
import { usePrint } from '../../shared/paper.ts';
import { useFailureWords } from '../../shared/refusal-words.ts';
import { useSession } from '../../shared/session-context.tsx';
import { useIsHere } from '../../shared/use-is-here.ts';
import { closing } from './commands.ts';
import { reportSheet } from './papers.ts';
import { openReports } from './queries.ts';
import { useT } from './words.ts';

/** One report, and what can be done with it. */
export function RecordScreen() {
  const t = useT();
  const print = usePrint();
  const submit = useSubmit();
  const toast = useToast();
  const tellKept = useTellKept();
  const isHere = useIsHere();
  const navigate = useNavigate();
  const failureWords = useFailureWords();
  const { homeUnit, roles } = useSession();
  const { reportId } = useParams({ strict: false });
  const reports = useQuery(openReports(homeUnit.key));
  const report = reports.data?.reports.find(({ id }) => id === reportId);
  useTitle(report?.code);
  if (reports.isPending) return <Skeleton label={t('loading')} />;
  if (!report) return <EmptyState inline icon="search" title={t('floods.gone')} />;
  const close = (): void => {
    const { id, version, code } = report;
    submit(closing, {
      message: (idempotencyKey) => ({ reportId: id, version, idempotencyKey, outcome: 'OUTCOME_SETTLED' }),
      about: id,
      label: `${t('floods.close')} · ${code}`,
    }).then(
      (outcome) => {
        if (outcome.kind === 'done') toast({ words: t('floods.closed') });
        else tellKept(outcome.entry);
        if (isHere()) void navigate({ to: '/floods' });
      },
      (error: unknown) => toast({ words: failureWords(error), tone: 'late' }),
    );
  };
  return (
    <article>
      <h2>{report.code}</h2>
      <Button icon="print" onClick={() => print(reportSheet, report)}>
        {t('print')}
      </Button>
      {roles.includes('clerk') ? (
        <Button look="primary" onClick={close}>
          {t('floods.close')}
        </Button>
      ) : null}
    </article>
  );
}
