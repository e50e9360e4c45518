import { useEffect, useRef, useState } from 'react';
import styles from './live-number.module.css';

const markedMs = 1_600;

/** A figure that is marked for a moment when it changes, without moving anything. */
export function LiveNumber({ text }: { text: string }) {
  const [changed, setChanged] = useState(false);
  const before = useRef(text);
  useEffect(() => {
    if (before.current === text) return;
    before.current = text;
    setChanged(true);
    const timer = setTimeout(() => setChanged(false), markedMs);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <span className={styles.number} data-changed={changed || undefined}>
      {text}
    </span>
  );
}
