import { useTranslation } from 'react-i18next';
import type { Panel } from '../../../dashboards/model/panel.ts';
import { rowView } from '../../../dashboards/panels/row/row-view.ts';
import classes from './panels.module.css';

interface RowHeadProps {
  readonly panel: Panel;
  /** As the reader has it, which may differ from how the dashboard opens. */
  readonly isCollapsed: boolean;
  readonly onToggle: () => void;
}

/** The head of a row of panels, which folds them. */
export function RowHead({ panel, isCollapsed, onToggle }: RowHeadProps) {
  const { t } = useTranslation();
  const { title, panelCount } = rowView(panel);
  return (
    <button type="button" className={classes.row} aria-expanded={!isCollapsed} onClick={onToggle}>
      <i aria-hidden="true">{isCollapsed ? '▸' : '▾'}</i>
      <span>{title}</span>
      {isCollapsed && <span className="dimmed">{t('panels.row', { count: panelCount })}</span>}
    </button>
  );
}
