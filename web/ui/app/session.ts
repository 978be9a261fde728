import { createContext, useContext } from 'react';
import type { Session } from '../../contract/session.ts';

/** The signed-in session; there is one wherever pages are shown. */
export const SessionContext = createContext<Session | undefined>(undefined);

export const SESSION_KEY = ['session'] as const;

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('useSession outside of SessionContext');
  return session;
}
