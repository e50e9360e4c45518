import { Link } from '@tanstack/react-router';
import { type ReactNode, useContext, useEffect, useState } from 'react';
import { signInAddress } from '../api/session.ts';
import { Icon, type IconName } from '../design/index.ts';
import { useT } from '../i18n/language.tsx';
import { HasWorkContext } from './session-context.tsx';
import styles from './state-pages.module.css';

export function Page({
  icon,
  title,
  children,
}: {
  icon: IconName | 'mark';
  title: string;
  children: ReactNode;
}) {
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        {icon === 'mark' ? (
          <img src="/mark.svg" alt="" width="56" height="56" />
        ) : (
          <span className={styles.icon}>
            <Icon name={icon} size={28} />
          </span>
        )}
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}

export function NotAllowed() {
  const t = useT();
  const hasWork = useContext(HasWorkContext);
  return (
    <Page icon="person" title={t('notAllowed.title')}>
      <p>{t('notAllowed.words')}</p>
      {hasWork ? (
        <Link to="/" className={styles.action}>
          {t('goHome')}
        </Link>
      ) : null}
    </Page>
  );
}

const sentKey = 'lien-thong.sent-to-sign-in';
const justNowMs = 10_000;

/** Whether the form was asked for a moment ago: whoever comes back from it signed out again is not sent round in a circle. */
function wasJustSent(): boolean {
  try {
    const isRecent = Date.now() - Number(sessionStorage.getItem(sentKey)) < justNowMs;
    sessionStorage.setItem(sentKey, String(Date.now()));
    return isRecent;
  } catch {
    // A browser that forbids storage forbids the cookie of the session too: the circle would have no end.
    return true;
  }
}

/** Goes straight to the form; the page is for whom that does not help. */
export function SignedOut() {
  const t = useT();
  const [isSent] = useState(() => !wasJustSent());
  useEffect(() => {
    document.title = `${t('signIn')} – Liên Thông`;
    if (isSent) location.replace(signInAddress(location.pathname + location.search));
  }, [isSent, t]);
  if (isSent) return null;
  return <SignInPage />;
}

function SignInPage() {
  const t = useT();
  return (
    <Page icon="mark" title={t('signedOut.title')}>
      <p>{t('signedOut.words')}</p>
      {/* The page has this one thing to do: Enter does it. */}
      <a
        ref={(link) => link?.focus()}
        className={styles.action}
        href={signInAddress(location.pathname + location.search)}
      >
        {t('signIn')}
      </a>
    </Page>
  );
}

/** The site itself does not answer: it is asked again by itself. */
export function Unreachable() {
  const t = useT();
  return (
    <Page icon="unlink" title={t('unreachable.title')}>
      <p role="status">{t('unreachable.words')}</p>
    </Page>
  );
}

/** A fault of this app: what was typed and sent is kept, so reloading is safe. */
export function Failed() {
  const t = useT();
  return (
    <Page icon="alert" title={t('failed.title')}>
      <p role="alert">{t('failed.words')}</p>
      <button type="button" className={styles.action} onClick={() => location.reload()}>
        {t('failed.reload')}
      </button>
    </Page>
  );
}
