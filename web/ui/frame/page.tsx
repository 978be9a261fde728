import { Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './page.module.css';

/** A page: its title (also the tab's), what can be done on it, and its content. */
export function Page({
  title,
  before,
  beside,
  actions,
  children,
}: {
  readonly title: string;
  /** Above the title: the way back. */
  readonly before?: ReactNode;
  /** Beside the title: its state. */
  readonly beside?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  useDocumentTitle(`${title} · ${t('frame.product')}`);
  return (
    <div className={classes.page}>
      {before !== undefined && <div className={classes.before}>{before}</div>}
      <div className={classes.head}>
        <Title order={1} className={classes.title}>
          {title}
        </Title>
        {beside}
        <div className={classes.gap} />
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </div>
      {children}
    </div>
  );
}
