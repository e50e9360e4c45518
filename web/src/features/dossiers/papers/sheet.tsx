import { type ReactNode, useEffect } from 'react';
import { encode } from 'uqr';
import { useSession } from '../../../shared/session-context.tsx';
import { longDay, officeAt, placeOf } from './official-dates.ts';
import { type OfficialKey, say } from './official.ts';
import styles from './sheet.module.css';

interface Props {
  title: string;
  unitName: string;
  /** The instant of which it is: place and day follow from it, and what the office was called. */
  at: string;
  /** Absent: the paper has none. */
  number?: string;
  /** When it is signed is for the pen. */
  isDayOpen?: boolean;
  size?: 'A5' | 'A4' | 'A4-landscape';
  /** Long texts take less room each, so that what counts stays on the first sheet. */
  isLong?: boolean;
  /** What a file of it is called beside its title: no person's name, files travel. */
  about?: string;
  children: ReactNode;
}

/** An official paper: who issues it on the left, the nation on the right, place and day, the title, and what it says. */
export function Sheet(props: Props) {
  const { title, unitName, at, number, isDayOpen, size = 'A5', isLong, about = '', children } = props;
  const { demonstration } = useSession();
  // A file of it is called as the paper is, as long as it is printed.
  useEffect(() => {
    const before = document.title;
    document.title = `${title} ${about}`.trim();
    return () => {
      document.title = before;
    };
  }, [title, about]);
  return (
    <div className={styles.sheet} lang="vi" data-print data-size={size} data-long={isLong || undefined}>
      <header className={styles.heading}>
        <div>
          <p>{say('authority')}</p>
          <p>{unitName.toLocaleUpperCase('vi')}</p>
          <p className={styles.office}>{officeAt(at).toLocaleUpperCase('vi')}</p>
          {number ? <p>{say('number', { number })}</p> : null}
        </div>
        <div>
          <p className={styles.strong}>{say('nation')}</p>
          <p className={styles.motto}>{say('motto')}</p>
          <p className={styles.date}>
            {say('placeAndDay', {
              place: placeOf(unitName),
              day: isDayOpen ? say('openDay') : longDay(at),
            })}
          </p>
        </div>
      </header>
      <h1>{title}</h1>
      {children}
      {demonstration ? <p className={styles.demo}>{say('demonstration')}</p> : null}
    </div>
  );
}

export interface Signature {
  role: OfficialKey;
  /** Absent: whoever signs writes it. */
  name?: string;
  isStamped?: boolean;
}

export function Signatures({ of }: { of: readonly Signature[] }) {
  return (
    <footer className={styles.signatures}>
      {of.length === 1 ? <div /> : null}
      {of.map(({ role, name, isStamped }) => (
        <div key={role}>
          <p className={styles.strong}>{say(role)}</p>
          <p>{say(isStamped ? 'sign.stamped' : 'sign.here')}</p>
          <p className={styles.name}>{name}</p>
        </div>
      ))}
    </footer>
  );
}

/** What is not known is a dotted line for the pen. */
export function Line({ name, value, strong = false }: { name: string; value: string; strong?: boolean }) {
  return (
    <div className={styles.line}>
      <dt>{name}: </dt>
      <dd className={strong ? styles.strong : undefined}>{value || say('dots')}</dd>
    </div>
  );
}

/** Lines to write on. */
export function Dots({ lines }: { lines: number }) {
  return (
    <div className={styles.dots} aria-hidden="true">
      {Array.from({ length: lines }, (_, index) => (
        <p key={index} />
      ))}
    </div>
  );
}

/** The dossier code for a scanner: dark modules as one path, so that it prints sharp in black and white. */
export function QrCode({ text }: { text: string }) {
  const { data, size } = encode(text, { border: 2 });
  const path = data
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')))
    .filter(Boolean)
    .join('');
  return (
    <svg className={styles.code} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={`Mã QR ${text}`}>
      <path d={path} />
    </svg>
  );
}

/** Rows under columns; the head comes again on each sheet. */
export function Rows({
  columns,
  rows,
}: {
  columns: readonly { name: OfficialKey; width?: string }[];
  rows: readonly { key: string; cells: readonly ReactNode[] }[];
}) {
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          {columns.map(({ name, width }) => (
            <th key={name} style={width ? { width } : undefined}>
              {say(name)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, cells }) => (
          <tr key={key}>
            {cells.map((cell, index) => (
              <td key={columns[index]?.name}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const perLine = 70;
export const linesOf = (text: string): number =>
  text.split('\n').reduce((lines, { length }) => lines + Math.max(1, Math.ceil(length / perLine)), 0);

/** What does not fit before day and signatures stands after them. */
export function atEnd(
  name: string,
  text: string,
  most: number,
): { shown: string; rest: ReactNode; isAtEnd: boolean } {
  if (linesOf(text) <= most) return { shown: text, rest: null, isAtEnd: false };
  return {
    shown: say('atEnd'),
    rest: (
      <p className={styles.rest}>
        {name}: {text}
      </p>
    ),
    isAtEnd: true,
  };
}
