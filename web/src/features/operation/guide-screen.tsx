import { Link, useLocation } from '@tanstack/react-router';
import { type ReactNode, useEffect, useMemo } from 'react';
import { Icon } from '../../design/index.ts';
import { useLanguage } from './words.ts';
import { guideIn } from './guide.ts';
import { type Block, readBold } from './guide-text.ts';
import styles from './guide-screen.module.css';

/** What each sign on the operator's page means and what to do. */
export function GuideScreen() {
  const { t, language } = useLanguage();
  const { hash } = useLocation();
  const blocks = useMemo(() => guideIn(language), [language]);
  const parts = blocks.flatMap((block) => (block.kind === 'heading' && block.id !== '' ? [block] : []));
  useEffect(() => {
    document.getElementById(hash)?.focus();
  }, [hash]);
  return (
    <main className={styles.screen}>
      <Link to="/operator" className={styles.back}>
        <Icon name="undo" />
        {t('operator.back')}
      </Link>
      <h1>{t('operator.guide')}</h1>
      <nav aria-label={t('operator.guide')}>
        <ul className={styles.parts}>
          {parts.map(({ id, text }) => (
            <li key={id}>
              <Link to="/operator/guide" hash={id}>
                {text}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {blocks.map((block, index) => (
        <Piece key={index} block={block} />
      ))}
    </main>
  );
}

const words = (text: string): ReactNode =>
  readBold(text).map((piece, index) => (piece.bold ? <strong key={index}>{piece.text}</strong> : piece.text));

function Piece({ block }: { block: Block }) {
  switch (block.kind) {
    case 'heading':
      // The heading of the whole part stands above already.
      return block.level === 2 ? null : (
        <h2 id={block.id} tabIndex={-1}>
          {block.text}
        </h2>
      );
    case 'paragraph':
      return <p>{words(block.text)}</p>;
    case 'list': {
      const items = block.items.map((item) => <li key={item}>{words(item)}</li>);
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case 'table':
      return (
        <table>
          <thead>
            <tr>
              {block.head.map((cell) => (
                <th key={cell} scope="col">
                  {cell}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {block.rows.map((row) => (
              <tr key={row[0]}>
                {row.map((cell, index) => (
                  <td key={block.head[index]} data-of={block.head[index]}>
                    {words(cell)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      );
    default: {
      const never: never = block;
      return never;
    }
  }
}
