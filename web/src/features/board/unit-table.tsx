import { useLocation } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { Button, Icon } from '../../design/index.ts';
import { inWords } from '../../i18n/in-words.ts';
import { fill } from '../../i18n/translate.ts';
import { useHashFocus } from '../../shared/hash-focus.ts';
import { downloadCsv } from './csv.ts';
import type { Question } from './explain-panel.tsx';
import { byOrder, type Order, rankingRows } from './ranking.ts';
import { doesReport, type Group } from './rollup.ts';
import { UnitRow } from './unit-row.tsx';
import styles from './unit-table.module.css';
import type { Board } from './use-board.ts';
import { useLanguage } from './words.ts';

interface Props {
  board: Board;
  onExplain: (question: Question) => void;
}

/** Every unit below with its numbers; those that report first, the silent ones together at the end. */
export function UnitTable({ board, onExplain }: Props) {
  const titleId = useId();
  const { t, language } = useLanguage();
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [silentOpened, setSilentShown] = useState(false);
  const [order, setOrder] = useState<Order>();
  // A unit that the address names is shown, until its district is closed by hand.
  const { hash } = useLocation();
  const [left, setLeft] = useState('');
  const named = hash === left ? '' : hash;
  const holds = ({ unit, communes }: Group, key: string): boolean =>
    unit.key === key || communes.some((one) => one.key === key);
  const { reporting, layout } = board;
  const speaking = byOrder(
    board,
    board.groups.filter((group) => doesReport(reporting, group)),
    order,
  );
  const silent = board.groups.filter((group) => !doesReport(reporting, group));
  const silentShown = silentOpened || silent.some((group) => holds(group, named));
  const shown = silentShown ? [...speaking, ...silent] : speaking;
  const width = layout.columns.length + (layout.daily ? 3 : 2);
  // One or two districts fit on the screen with their communes.
  const isOpened = (group: Group): boolean => opened.has(group.unit.key) !== speaking.length <= 2;
  const isOpen = (group: Group): boolean => isOpened(group) || holds(group, named);
  const toggle = (group: Group): void => {
    const wasOpen = isOpen(group);
    if (holds(group, named)) setLeft(hash);
    if (isOpened(group) !== wasOpen) return;
    const next = new Set(opened);
    if (!next.delete(group.unit.key)) next.add(group.unit.key);
    setOpened(next);
  };
  useHashFocus(shown.some((group) => holds(group, named)));

  return (
    <section className={styles.card} aria-labelledby={titleId}>
      <header className={styles.title}>
        <h2 id={titleId}>{t('units.title')}</h2>
        <Button
          small
          look="quiet"
          icon="download"
          disabled={board.live.now === undefined}
          onClick={() =>
            downloadCsv(
              `lien-thong-${board.top.key.split('@')[0]}-${board.from}-${board.day}-don-vi.csv`,
              rankingRows(t, language, board, speaking),
            )
          }
          aria-label={t('units.download')}
          title={t('units.download')}
        />
      </header>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <Sorted code="" label={t('units.unit')} order={order} onOrder={setOrder} />
              {layout.columns.map(({ indicator, label }) => (
                <Sorted
                  key={indicator.code}
                  code={indicator.code}
                  label={inWords(language, label)}
                  order={order}
                  onOrder={setOrder}
                />
              ))}
              {layout.daily ? (
                <th scope="col" className={styles.spark}>
                  {fill(language, inWords(language, layout.daily.label), { n: board.days.length })}
                </th>
              ) : null}
              <th scope="col">{t('units.basis')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.flatMap((group) => {
              const parent = group.unit.level !== 'UNIT_LEVEL_COMMUNE';
              const open = parent && isOpen(group);
              const heard = byOrder(
                board,
                group.communes
                  .filter(({ key }) => reporting.has(key) || key === named)
                  .map((unit) => ({ unit, communes: [unit] })),
                order,
                'GROUP_BY_COUNTING_UNIT',
              );
              const quiet = group.communes.length - heard.length;
              return [
                <UnitRow
                  key={group.unit.key}
                  group={group}
                  board={board}
                  onExplain={onExplain}
                  {...(parent ? { open, onToggle: () => toggle(group) } : {})}
                />,
                ...(open
                  ? heard.map((one) => (
                      <UnitRow key={one.unit.key} group={one} board={board} onExplain={onExplain} below />
                    ))
                  : []),
                ...(open && quiet > 0
                  ? [
                      <tr key={`${group.unit.key}-quiet`} className={styles.quiet}>
                        <td colSpan={width}>{t('units.quietBelow', { n: quiet })}</td>
                      </tr>,
                    ]
                  : []),
              ];
            })}
          </tbody>
        </table>
      </div>
      {silent.length > 0 ? (
        <button
          type="button"
          className={styles.silent}
          aria-expanded={silentShown}
          onClick={() => {
            setLeft(hash);
            setSilentShown(!silentShown);
          }}
        >
          <Icon name={silentShown ? 'down' : 'chevron'} />
          {t('units.silent', { n: silent.length })}
        </button>
      ) : null}
    </section>
  );
}

/** A column's head sorts by it: the most first, then the least, then as the register has it. */
function Sorted({
  code,
  label,
  order,
  onOrder,
}: {
  /** Of an indicator; empty: by name. */
  code: string;
  label: string;
  order: Order | undefined;
  onOrder: (order: Order | undefined) => void;
}) {
  const own = order?.code === code ? order : undefined;
  const first = code === '' ? 'ascending' : 'descending';
  const next = (): Order | undefined => {
    if (!own) return { code, direction: first };
    return own.direction === first
      ? { code, direction: first === 'ascending' ? 'descending' : 'ascending' }
      : undefined;
  };
  return (
    <th scope="col" className={code === '' ? undefined : styles.figure} aria-sort={own?.direction ?? 'none'}>
      <button type="button" className={styles.sort} onClick={() => onOrder(next())}>
        {label}
        <span className={styles.arrow} aria-hidden="true">
          {own ? (own.direction === 'ascending' ? '▲' : '▼') : ''}
        </span>
      </button>
    </th>
  );
}
