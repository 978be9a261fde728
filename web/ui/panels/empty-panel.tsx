import { useTranslation } from 'react-i18next';
import type { EmptyView } from '../../../dashboards/model/panel-views.ts';
import classes from './panels.module.css';

/** Nothing to draw, and why. */
export function EmptyPanel({
  view,
  heightPx,
}: {
  readonly view: EmptyView;
  readonly heightPx: number;
}) {
  const { t } = useTranslation();
  return (
    <div className={classes.empty} style={{ height: heightPx }}>
      <strong>{view.text === '' ? t('panels.empty.title') : view.text}</strong>
      {heightPx > 50 && <span>{t(`panels.empty.${view.reason}`)}</span>}
    </div>
  );
}
