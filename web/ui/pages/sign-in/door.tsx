import { Group, Paper, Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LanguageMenu } from '../../frame/language-menu.tsx';
import { ThemeMenu } from '../../frame/theme-menu.tsx';
import classes from './door.module.css';

/** The page one meets before there is a session to show. */
export function Door({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <main className={classes.door}>
      <Paper withBorder p="lg" className={classes.card ?? ''}>
        <Stack gap="md">
          <Group gap="xs" wrap="nowrap">
            <img src="/icon.svg" alt="" width={26} height={26} />
            <span className={classes.product}>{t('frame.product')}</span>
            <span className={classes.gap} />
            <LanguageMenu isSignedIn={false} />
            <ThemeMenu />
          </Group>
          <Title order={1} size="h4">
            {title}
          </Title>
          {children}
        </Stack>
      </Paper>
    </main>
  );
}
