import type { Session } from '../api/session.ts';
import { useSession } from '../shared/session-context.tsx';

/** The key under which a person's work at this site is kept on the device. */
export const ownerOf = ({ site, subject }: Session): string => `${site.id}/${subject}`;

export const useOwner = (): string => ownerOf(useSession());
