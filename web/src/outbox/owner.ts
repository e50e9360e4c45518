import { useSession } from '../shared/session-context.tsx';

/** The key under which this person's work at this site is kept on the device. */
export const useOwner = (): string => {
  const session = useSession();
  return `${session.site.id}/${session.subject}`;
};
