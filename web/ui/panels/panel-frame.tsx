import { Popover, Tooltip } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Panel } from '../../../dashboards/model/panel.ts';
import type { PanelData } from '../../../dashboards/model/panel-data.ts';
import classes from './panels.module.css';

export interface PanelFrameProps {
  readonly panel: Panel;
  readonly notices?: PanelData['notices'];
  /** A question is on its way; what is shown stays until it is answered. */
  readonly isLoading?: boolean;
  /** Why there is nothing to show, in words; takes the place of the drawing. */
  readonly error?: string | null;
  /** Menu and the like, at the right of the title; without a title above the drawing's corner. */
  readonly actions?: ReactNode;
  readonly heightPx: number;
  /** The drawing, in the room that is left; nothing before its size is known. */
  readonly children: (widthPx: number, heightPx: number) => ReactNode;
}

const HEAD_PX = 30;
const PADDING_PX = 8;

/** Title, description and notices around a panel's drawing. */
export function PanelFrame({
  panel,
  notices = [],
  isLoading = false,
  error = null,
  actions,
  heightPx,
  children,
}: PanelFrameProps) {
  const { t } = useTranslation();
  const { ref, width } = useElementSize<HTMLDivElement>();
  const hasHead = panel.title !== '' || notices.length > 0 || panel.description !== '';
  const room = heightPx - (hasHead ? HEAD_PX : PADDING_PX) - PADDING_PX - 2;
  return (
    <section
      className={classes.frame}
      data-transparent={panel.isTransparent}
      style={{ height: heightPx }}
      aria-label={panel.title === '' ? t('panels.untitled') : panel.title}
      aria-busy={isLoading}
    >
      {hasHead && (
        <header className={classes.head} style={{ height: HEAD_PX }}>
          <h3 title={panel.title}>{panel.title}</h3>
          {panel.description !== '' && <Description text={panel.description} />}
          {notices.length > 0 && <Notices notices={notices} />}
          <span className={classes.actions}>{actions}</span>
        </header>
      )}
      {!hasHead && actions !== undefined && <span className={classes.floating}>{actions}</span>}
      <div
        ref={ref}
        className={classes.body}
        style={{ height: room, marginTop: hasHead ? 0 : PADDING_PX }}
      >
        {error !== null ? (
          <div className={classes.empty} role="alert" style={{ height: room }}>
            <strong>{t('panels.refused')}</strong>
            <span>{error}</span>
          </div>
        ) : (
          width > 0 && children(width, room)
        )}
      </div>
      {isLoading && (
        <div className={classes.loading} role="status" aria-label={t('panels.loading')} />
      )}
    </section>
  );
}

function Description({ text }: { readonly text: string }) {
  return (
    <Tooltip label={text} multiline maw={400}>
      <button type="button" className={classes.mark} aria-label={text}>
        <IconInfoCircle size={14} aria-hidden />
      </button>
    </Tooltip>
  );
}

function Notices({ notices }: { readonly notices: PanelData['notices'] }) {
  const { t } = useTranslation();
  const isError = notices.some(({ level }) => level === 'error');
  return (
    <Popover width={360} position="bottom-start" shadow="sm">
      <Popover.Target>
        <button
          type="button"
          className={classes.mark}
          data-error={isError}
          aria-label={t('panels.notices', { count: notices.length })}
        >
          <IconAlertTriangle size={14} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <ul className={classes.notices}>
          {notices.map(({ text }) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}
