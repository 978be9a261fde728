import { queryOptions, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../contract/session.ts';
import { ApiError } from '../api/api-error.ts';
import type { Call } from '../api/client.ts';
import { FaultPage } from '../frame/fault.tsx';
import { changeLanguage } from '../i18n/setup.ts';
import { FirstPasswordPage } from '../pages/sign-in/first-password-page.tsx';
import { SignInPage } from '../pages/sign-in/sign-in-page.tsx';
import { useServices } from './services.ts';
import { SESSION_KEY, SessionContext } from './session.ts';

/**
 * Shows the pages to whoever is signed in. Without a session the sign-in form takes their place at
 * the same address, so that signing in leads back to where one was.
 */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const session = useQuery({
    ...sessionQuery(call),
    refetchInterval: ({ state }) => (state.data === undefined && state.error ? AGAIN_MS : false),
  });
  const hadSession = useRef(false);
  useLanguageOf(session.data);
  if (session.data) hadSession.current = true;
  if (session.data === undefined) {
    return session.error === null ? null : (
      <FaultPage
        error={session.error}
        retry={() => void session.refetch()}
        note={t('frame.fault.byItself')}
      />
    );
  }
  if (session.data === null) return <SignInPage isAgain={hadSession.current} />;
  if (session.data.user.mustChangePassword) return <FirstPasswordPage />;
  return <SessionContext value={session.data}>{children}</SessionContext>;
}

/** Who is signed in; null for nobody. Asked at the very start, while the words of the language load. */
export const sessionQuery = (call: Call) =>
  queryOptions({ queryKey: SESSION_KEY, queryFn: () => readSession(call), staleTime: FRESH_MS });

/** Between two questions while the service cannot be reached: its page comes back by itself. */
const AGAIN_MS = 5_000;

/** So long the answer of the start is not asked for again. */
const FRESH_MS = 5_000;

async function readSession(call: Call): Promise<Session | null> {
  try {
    return await call('session.get', {});
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

/** A person's own language goes with them to any browser. */
function useLanguageOf(session: Session | null | undefined): void {
  const { i18n } = useTranslation();
  const language = session?.user.language;
  useEffect(() => {
    if (language !== undefined) void changeLanguage(i18n, language);
  }, [i18n, language]);
  useEffect(() => {
    const mark = (chosen: string) => {
      document.documentElement.lang = chosen === 'zh' ? 'zh-CN' : chosen;
    };
    mark(i18n.language);
    i18n.on('languageChanged', mark);
    return () => i18n.off('languageChanged', mark);
  }, [i18n]);
}
