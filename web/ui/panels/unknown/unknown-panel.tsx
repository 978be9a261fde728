import { useTranslation } from 'react-i18next';
import type { UnknownView } from '../../../../dashboards/model/plain-views.ts';
import classes from '../panels.module.css';

/** A panel that we cannot draw says so, and what it would have asked. */
export function UnknownPanel({
  view,
  heightPx,
}: {
  readonly view: UnknownView;
  readonly heightPx: number;
}) {
  const { t } = useTranslation();
  return (
    <div className={classes.unknown} style={{ maxHeight: heightPx }}>
      <p>{t('panels.unknown', { plugin: view.plugin })}</p>
      {view.reason !== '' && <p className="dimmed">{view.reason}</p>}
      {view.queries.map((query) => (
        <code key={query}>{query}</code>
      ))}
    </div>
  );
}
