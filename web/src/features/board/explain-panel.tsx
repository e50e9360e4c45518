import { queryOptions, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import {
  type ExplainRequest,
  type Explanation,
  explainNumber,
  type Indicator,
} from '../../api/operations.ts';
import { Button, Dialog, Icon, Notice, Skeleton } from '../../design/index.ts';
import { formatDateTime, formatDay } from '../../format/dates.ts';
import { formatChange } from '../../format/scaled.ts';
import { inWords } from '../../i18n/in-words.ts';
import { figureWords } from '../../shared/figure-words.ts';
import { isComposing } from '../../shared/composing.ts';
import { useFailureWords } from '../../shared/refusal-words.ts';
import { FactsBehind } from './explain-facts.tsx';
import { evidence, Lines, lineName, proof } from './explain-lines.tsx';
import styles from './explain-panel.module.css';
import { formulaSentence } from './formula-sentence.ts';
import { type Line, lineKey, openLine, type Step } from './explain-steps.ts';
import { useLanguage, useT } from './words.ts';

/** A number that somebody pointed at. */
export interface Question {
  unit: string;
  unitName: string;
  label: string;
  /** Its code. */
  indicator: string;
}

/** The days that the number is of. */
interface Asked {
  from: string;
  day: string;
}

export const firstStep = ({ unit, unitName, indicator }: Question, { from, day }: Asked): Step => ({
  name: unitName,
  request: { selection: { unit, from, to: day, hierarchyDate: day }, indicator, judgedOn: day },
});

export const explainQuery = (request: ExplainRequest) =>
  queryOptions({
    queryKey: ['explain', request],
    queryFn: ({ signal }) => explainNumber(request, signal),
    staleTime: 0,
  });

/** From a number down, one step at a time: parts of a formula → units → days → what is behind it, as the commune itself answers now. */
export function ExplainPanel({
  question,
  from,
  day,
  onClose,
}: Asked & {
  question: Question;
  onClose: () => void;
}) {
  const t = useT();
  const [below, setBelow] = useState<Step[]>([]);
  const path = [firstStep(question, { from, day }), ...below];
  const [left, setLeft] = useState<Line>();
  const goTo = (depth: number): void => {
    setLeft(below[depth]?.line);
    setBelow(below.slice(0, depth));
  };
  const names = path.map(({ name }) => name);
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
        <Crumbs names={names} onGoTo={goTo} />
        {step ? (
          <StepView
            key={below.map(({ line }) => line && lineKey(line)).join(' ')}
            step={step}
            day={day}
            left={left}
            onOpen={(next) => {
              setLeft(undefined);
              setBelow([...below, next]);
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
        {t('print')}
      </Button>
    </nav>
  );
}

interface StepProps {
  step: Step;
  day: string;
  /** The line that the reader came back from. */
  left: Line | undefined;
  onOpen: (step: Step) => void;
}

function StepView({ step, day, left, onOpen }: StepProps) {
  const t = useT();
  const failureWords = useFailureWords();
  const answer = useQuery(explainQuery(step.request));
  const { data } = answer;
  const root = useRef<HTMLDivElement>(null);
  const here = data !== undefined;
  useEffect(() => {
    if (!here) return;
    const from = left && root.current?.querySelector<HTMLElement>(`[data-line="${lineKey(left)}"]`);
    const [line, title] = ['[data-line]', '[data-step-title]'].map((one) =>
      root.current?.querySelector<HTMLElement>(one),
    );
    // The line that was pressed is gone: whoever works by keyboard stands on the first of the next, and goes on down with Enter.
    const target = from ?? line ?? title;
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
      {data?.indicator ? (
        <>
          <Answer
            explanation={data}
            indicator={data.indicator}
            name={step.name}
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
  indicator,
  name,
  day,
  left,
  first,
  onOpen,
}: {
  explanation: Explanation;
  indicator: Indicator;
  name: string;
  day: string;
  left: Line | undefined;
  first: boolean;
  onOpen: StepProps['onOpen'];
}) {
  const { t, language } = useLanguage();
  const { asked, lines, parts } = explanation;
  const [line] = lines;
  const isDerived = indicator.formula !== '';
  const ofUnit = !isDerived && asked !== undefined && asked.countingUnit !== '';
  const ofDay = ofUnit && asked.day !== '';
  // A selection that holds a single counting unit shows that unit's days at once.
  const unitName = line?.unitName ?? name;
  const title = isDerived
    ? t('explain.parts')
    : ofDay
      ? t('explain.ofDay', { name: unitName, day: formatDay(asked.day) })
      : ofUnit
        ? t('explain.days', { name: unitName })
        : t('explain.units');
  return (
    <>
      <NumberHead explanation={explanation} indicator={indicator} ofDay={ofDay} first={first} />
      <section>
        <h3 tabIndex={-1} data-step-title>
          {title}
        </h3>
        {lines.length === 0 ? (
          <p className={styles.quiet}>{t(ofUnit ? 'explain.noDays' : 'explain.noCells')}</p>
        ) : ofDay && line ? (
          <>
            <p className={styles.quiet}>{evidence(t, line)}</p>
            <details className={styles.formula}>
              <summary>{t('explain.technical')}</summary>
              <p className={styles.quiet}>{proof(t, line)}</p>
            </details>
          </>
        ) : (
          <Lines
            explanation={explanation}
            indicator={indicator}
            today={day}
            cameFrom={left}
            onOpen={(one) =>
              asked &&
              onOpen({
                request: openLine(asked, one),
                name: lineName(t, language, one, parts),
                line: one,
              })
            }
          />
        )}
      </section>
      {ofUnit ? <FactsBehind explanation={explanation} indicator={indicator} unitName={unitName} /> : null}
      {ofDay ? null : <p className={styles.keys}>{t('explain.keys')}</p>}
    </>
  );
}

/** The number of a step, what it counts, and how. */
function NumberHead({
  explanation,
  indicator,
  ofDay,
  first,
}: {
  explanation: Explanation;
  indicator: Indicator;
  ofDay: boolean;
  first: boolean;
}) {
  const { t, language } = useLanguage();
  const { asked, value } = explanation;
  const { kind, where, decimals, names, definition, formula, version } = indicator;
  const isStock = kind === 'INDICATOR_KIND_STOCK';
  // One day of a stock is what came and went, not what there was.
  const isChange = ofDay && isStock;
  const { text, unit } = figureWords(language, value, indicator);
  const judgedOn = asked?.judgedOn ?? '';
  // A stock that is picked by a predicate was judged on another day than its own.
  const isJudged = isStock && where !== '' && judgedOn !== asked?.selection?.to;
  const what = inWords(language, names);
  const sentence = formulaSentence(language, indicator, explanation);
  return (
    <header className={styles.number}>
      <p className={styles.figure}>
        {isChange && value !== undefined ? formatChange(value, decimals) : text} <span>{unit}</span>
      </p>
      {sentence ? <p className={styles.sentence}>{sentence}</p> : null}
      <p>{isChange ? t('explain.change', { day: formatDay(asked?.day ?? ''), what }) : what}</p>
      {isJudged ? <p className={styles.quiet}>{t('explain.judged', { day: formatDay(judgedOn) })}</p> : null}
      <details className={styles.formula} open={first}>
        <summary>{t('explain.formula')}</summary>
        <p>{inWords(language, definition)}</p>
        <details>
          <summary>{t('explain.technical')}</summary>
          {formula === '' ? null : (
            <p>
              <code>{formula}</code>
            </p>
          )}
          <p className={styles.quiet}>{t('explain.version', { version })}</p>
        </details>
      </details>
    </header>
  );
}

/** ↑ and ↓ go from line to line, from anywhere in the panel. */
function moveBetweenLines(event: KeyboardEvent<HTMLElement>): void {
  if ((event.key !== 'ArrowDown' && event.key !== 'ArrowUp') || isComposing(event)) return;
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
