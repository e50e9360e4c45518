import { Link } from '@tanstack/react-router';
import { useT } from './words.ts';

/** To the part of the guide that is about it. */
export function GuideLink({ part, of }: { part: string; of: string }) {
  const t = useT();
  return (
    <Link to="/operator/guide" hash={part} aria-label={t('operator.guideOfWhat', { what: of })}>
      {t('operator.guideOf')}
    </Link>
  );
}
