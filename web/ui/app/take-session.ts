import { useQueryClient } from '@tanstack/react-query';
import type { Session } from '../../contract/session.ts';
import { SESSION_KEY } from './session.ts';

/** Takes a new session over; another person's answers are forgotten first. */
export function useTakeSession(): (session: Session) => void {
  const queryClient = useQueryClient();
  return (session) => {
    queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
    queryClient.setQueryData(SESSION_KEY, session);
  };
}
