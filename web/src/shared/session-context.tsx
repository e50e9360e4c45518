import { createContext, useContext } from 'react';
import type { Session } from '../api/session.ts';

export const SessionContext = createContext<Session | undefined>(undefined);

/** Who is signed in. Only below the shell, which shows the sign-in page otherwise. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession stands outside the shell');
  return session;
}

/** Whether anything here is open to the person who is signed in. */
export const HasWorkContext = createContext(false);
