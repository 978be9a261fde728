import { MantineProvider } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { EmbedBoard } from '../../../dashboards/variables/embed-answers.ts';
import { cssVariables, theme } from '../app/theme.ts';
import { changeLanguage } from '../i18n/setup.ts';
import classes from './embed.module.css';
import { type EmbedTheme, readWishes } from './embed-address.ts';
import { type EmbedClient, EmbedFault } from './embed-client.ts';
import { EmbeddedBoard } from './embedded-board.tsx';
import { useParentWishes, useRenewal } from './use-parent.ts';

/** A link that has ended is noticed in so many milliseconds, whatever the page shows. */
const ALIVE_MS = 8_000;
const NO_ORIGINS: readonly string[] = [];

/** What a link shows, or in words why it shows nothing. */
export function EmbedPage({ client }: { readonly client: EmbedClient }) {
  const [search] = useSearchParams();
  const wishes = useMemo(() => readWishes(search), [search]);
  const { language } = useTranslation().i18n;
  const found = useQuery({
    queryKey: ['board', language],
    queryFn: ({ signal }) => client.board(signal),
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
  });
  const alive = useQuery({
    queryKey: ['alive'],
    queryFn: async ({ signal }) => {
      await client.alive(signal);
      return true;
    },
    enabled: found.data !== undefined,
    refetchInterval: ALIVE_MS,
    retry: false,
  });
  const board = found.data;
  useLanguage(board?.language ?? wishes.language);
  const origins = board?.origins ?? NO_ORIGINS;
  useParentWishes(origins);
  useRenewal(client, origins);
  const ended = [found.error, alive.error].find(
    (error) => error instanceof EmbedFault && error.end !== null,
  );
  const fault = ended ?? (board === undefined ? found.error : null);
  const scheme = themeOf(board, wishes.theme);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      {...(scheme === 'auto' ? { defaultColorScheme: 'auto' } : { forceColorScheme: scheme })}
    >
      {fault !== null && <Ended error={fault} />}
      {fault === null && board !== undefined && (
        <EmbeddedBoard
          client={client}
          board={board}
          wishes={wishes}
          reload={() => void found.refetch()}
        />
      )}
    </MantineProvider>
  );
}

function Ended({ error }: { readonly error: Error }) {
  const { t } = useTranslation();
  const end = error instanceof EmbedFault ? error.end : null;
  return (
    <div className={classes.ended} role="alert">
      <strong>{end === null ? t('embed.failed') : t(`embed.end.${end}`)}</strong>
      {end === null && <span>{error.message}</span>}
    </div>
  );
}

function themeOf(board: EmbedBoard | undefined, wished: EmbedTheme): EmbedTheme {
  const fixed = board?.theme;
  return fixed === 'light' || fixed === 'dark' ? fixed : wished;
}

function useLanguage(language: string | null): void {
  const { i18n } = useTranslation();
  useEffect(() => {
    if (language === 'en' || language === 'zh') void changeLanguage(i18n, language);
  }, [i18n, language]);
  useEffect(() => {
    document.documentElement.lang = i18n.language === 'zh' ? 'zh-CN' : i18n.language;
  }, [i18n.language]);
}
