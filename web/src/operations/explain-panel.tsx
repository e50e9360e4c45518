import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { type Explanation, explainNumber } from '../api/operations.ts';
import { useFailureWords } from '../app/refusal-words.ts';
import { Button, Choice, Dialog, Icon, Notice, Skeleton } from '../design/index.ts';
import { formatDateTime, formatDay } from '../format/dates.ts';
import { formatChange, formatCount } from '../format/numbers.ts';
import { useT } from '../i18n/language.tsx';
import type { Key } from '../i18n/translate.ts';
import { vi } from '../i18n/vi.ts';
import { FactsBehind } from './explain-facts.tsx';
import { evidence, Lines, lineName } from './explain-lines.tsx';
import styles from './explain-panel.module.css';
import { type Line, lineKey, openLine, type Step } from './explain-steps.ts';
import { isStock } from './facts.ts';

/** A number that somebody pointed at. */
export interface Question {
  unit: string;
  unitName: string;
  label: string;
  /** One, or the parts of a ratio. */
  indicators: string[];
}

const indicatorKey = (indicator: string): Key => {
  const key = `indicator.${indicator}`;
  return key in vi ? (key as Key) : 'indicator.other';
};

const firstStep = (question: Question, indicator: string, day: string): Step => ({
  request: {
    selection: { unit: question.unit, from: day, to: day, hierarchyDate: day },
    indicator,
    judgedOn: day,
  },
});

/** From a number down, one step at a time: formula → units → days → the dossiers behind it, as the commune itself answers now. */
export function ExplainPanel({
  question,
  day,
  onClose,
}: {
  question: Question;
  day: string;
  onClose: () => void;
}) {
  const t = useT();
  const [indicator, setIndicator] = useState(question.indicators[0] ?? '');
  const [below, setBelow] = useState<Step[]>([]);
  const path = [firstStep(question, indicator, day), ...below];
  const [left, setLeft] = useState<Line>();
  const goTo = (depth: number): void => {
    setLeft(below[depth]?.line);
    setBelow(below.slice(0, depth));
  };
  const names = path.map(({ line }) => (line ? lineName(t, line) : question.unitName));
  const step = path.at(-1);

  return (
    <Dialog
      side
      printable
      title={`${question.label} · ${question.unitName}`}
      closeLabel={t('close')}
      onClose={onClose}
      {...(below.length > 0 ? { onBack: () => goTo(below.length - 1) } : {})}
    >
      <div className={styles.panel} onKeyDown={moveBetweenLines}>
        {question.indicators.length > 1 ? (
          <Choice
            legend={t('explain.part')}
            value={indicator}
            onChange={(value) => {
              setIndicator(value);
              setBelow([]);
              setLeft(undefined);
            }}
            options={question.indicators.map((value) => ({ value, label: t(indicatorKey(value)) }))}
          />
        ) : null}
        <Crumbs names={names} onGoTo={goTo} />
        {step ? (
          <StepView
            key={`${indicator} ${below.map(({ line }) => line && lineKey(line)).join(' ')}`}
            step={step}
            name={names.at(-1) ?? ''}
            day={day}
            left={left}
            onOpen={(request, line) => {
              setLeft(undefined);
              setBelow([...below, { request, line }]);
            }}
          />
        ) : null}
      </div>
    </Dialog>
  );
}

function Crumbs({ names, onGoTo }: { names: string[]; onGoTo: (depth: number) => void }) {
  const t = useT();
  return (
    <nav className={styles.path} aria-label={t('explain.path')}>
      <ol>
        {names.map((name, depth) => (
          <li key={`${depth} ${name}`}>
            {depth > 0 ? <Icon name="chevron" size={12} /> : null}
            {depth < names.length - 1 ? (
              <button type="button" onClick={() => onGoTo(depth)}>
                {name}
              </button>
            ) : (
              <span aria-current="step">{name}</span>
            )}
          </li>
        ))}
      </ol>
      <Button small look="quiet" icon="print" onClick={() => print()}>
        {t('explain.print')}
      </Button>
    </nav>
  );
}

interface StepProps {
  step: Step;
  name: string;
  day: string;
  /** The line that the reader came back from. */
  left: Line | undefined;
  onOpen: (request: Step['request'], line: Line) => void;
}

function StepView({ step, name, day, left, onOpen }: StepProps) {
  const t = useT();
  const failureWords = useFailureWords();
  const answer = useQuery({
    queryKey: ['explain', step.request],
    queryFn: ({ signal }) => explainNumber(step.request, signal),
    staleTime: 0,
  });
  const { data } = answer;
  const root = useRef<HTMLDivElement>(null);
  const here = data !== undefined;
  useEffect(() => {
    if (!here) return;
    const from = left && root.current?.querySelector<HTMLElement>(`[data-line="${lineKey(left)}"]`);
    const target = from ?? root.current?.querySelector<HTMLElement>('[data-step-title]');
    // The line that was pressed is gone: whoever reads by keyboard goes on where they are now.
    target?.focus({ preventScroll: !from });
  }, [here, left]);

  return (
    <div ref={root} className={styles.step}>
      {answer.error ? (
        <Notice
          tone="late"
          action={
            <Button small busy={answer.isFetching} onClick={() => void answer.refetch()}>
              {t('tryAgain')}
            </Button>
          }
        >
          {failureWords(answer.error)}
        </Notice>
      ) : null}
      {answer.isPending ? <Skeleton label={t('loading')} /> : null}
      {data ? (
        <>
          <Answer
            explanation={data}
            name={name}
            day={day}
            left={left}
            onOpen={onOpen}
            first={step.line === undefined}
          />
          <p className={styles.taken}>
            {t('explain.taken', { time: formatDateTime(new Date(answer.dataUpdatedAt).toISOString()) })}
          </p>
        </>
      ) : null}
    </div>
  );
}

function Answer({
  explanation,
  name,
  day,
  left,
  first,
  onOpen,
}: {
  explanation: Explanation;
  name: string;
  day: string;
  left: Line | undefined;
  first: boolean;
  onOpen: StepProps['onOpen'];
}) {
  const t = useT();
  const { asked, lines, value, formula, formulaVersion } = explanation;
  const [line] = lines;
  const ofUnit = asked !== undefined && asked.countingUnit !== '';
  const ofDay = ofUnit && asked.day !== '';
  const indicator = t(indicatorKey(asked?.indicator ?? ''));
  // One day of a stock is what came and went, not what there was.
  const isChange = ofDay && isStock(asked.indicator ?? '');
  // A selection that holds a single counting unit shows that unit's days at once.
  const unitName = line?.unitName ?? name;
  const title = ofDay
    ? t('explain.ofDay', { name: unitName, day: formatDay(asked.day) })
    : ofUnit
      ? t('explain.days', { name: unitName })
      : t('explain.units');
  const judged = asked?.indicator === 'overdue' && asked.judgedOn !== asked.selection?.to;
  return (
    <>
      <header className={styles.number}>
        <p className={styles.figure}>
          {(isChange ? formatChange : formatCount)(Number(value))} <span>{t('unit.dossiers')}</span>
        </p>
        <p>{isChange ? t('explain.change', { day: formatDay(asked.day), what: indicator }) : indicator}</p>
        {judged ? (
          <p className={styles.quiet}>{t('explain.judged', { day: formatDay(asked.judgedOn) })}</p>
        ) : null}
        <details className={styles.formula} open={first}>
          <summary>{t('explain.formula')}</summary>
          <p>{formula}</p>
          <p className={styles.quiet}>{t('explain.version', { version: formulaVersion })}</p>
        </details>
      </header>
      <section>
        <h3 tabIndex={-1} data-step-title>
          {title}
        </h3>
        {lines.length === 0 ? (
          <p className={styles.quiet}>{t(ofUnit ? 'explain.noDays' : 'explain.noCells')}</p>
        ) : ofDay && line ? (
          <p className={styles.quiet}>{evidence(t, line)}</p>
        ) : (
          <Lines
            lines={lines}
            value={Number(value)}
            signed={isStock(asked?.indicator ?? '')}
            today={day}
            cameFrom={left}
            onOpen={(one) => asked && onOpen(openLine(asked, one), one)}
          />
        )}
      </section>
      {ofUnit ? <FactsBehind explanation={explanation} unitName={unitName} /> : null}
      {ofDay ? null : <p className={styles.keys}>{t('explain.keys')}</p>}
    </>
  );
}

/** ↑ and ↓ go from line to line, from anywhere in the panel. */
function moveBetweenLines(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  if (event.target instanceof HTMLInputElement) return;
  const lines = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-line]')].filter(
    (line) => line.offsetParent !== null,
  );
  const at = lines.findIndex((line) => line === document.activeElement);
  const next = lines[event.key === 'ArrowDown' ? at + 1 : Math.max(at - 1, 0)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
