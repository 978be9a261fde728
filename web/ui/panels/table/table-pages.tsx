import { useTranslation } from 'react-i18next';
import classes from '../panels.module.css';

interface TablePagesProps {
  readonly page: number;
  readonly count: number;
  readonly rowCount: number;
  readonly perPage: number;
  readonly onPage: (page: number) => void;
}

/** Which rows of a table show, and the way to the others. */
export function TablePages({ page, count, rowCount, perPage, onPage }: TablePagesProps) {
  const { t } = useTranslation();
  const from = page * perPage + 1;
  return (
    <div className={classes.pages}>
      <button
        type="button"
        disabled={page === 0}
        onClick={() => onPage(page - 1)}
        aria-label={t('panels.table.before')}
      >
        ‹
      </button>
      <span>
        {t('panels.table.rows', {
          from,
          to: Math.min(rowCount, from + perPage - 1),
          count: rowCount,
        })}
      </span>
      <button
        type="button"
        disabled={page >= count - 1}
        onClick={() => onPage(page + 1)}
        aria-label={t('panels.table.after')}
      >
        ›
      </button>
    </div>
  );
}
