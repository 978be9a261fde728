import { useTranslation } from 'react-i18next';
import type {
  DashboardImportItem,
  DashboardImportRecording,
} from '../../../../contract/dashboards.ts';
import classes from './import.module.css';
import { titlesOf } from './titles-of.ts';

/** The series of recording rules that the dashboards need and the scope lacks. */
export function NeededRecordings({
  recordings,
  items,
}: {
  readonly recordings: readonly DashboardImportRecording[];
  /** The dashboards by their titles. */
  readonly items: readonly DashboardImportItem[];
}) {
  const { t } = useTranslation();
  if (recordings.length === 0) return null;
  const title = t('boards.import.needed', { count: recordings.length });
  return (
    <>
      <p>{title}</p>
      <table className={classes.table} aria-label={title}>
        <thead>
          <tr>
            <th scope="col">{t('boards.import.series')}</th>
            <th scope="col">{t('boards.import.neededBy')}</th>
            <th scope="col">{t('boards.import.outcome')}</th>
          </tr>
        </thead>
        <tbody>
          {recordings.map(({ record, boards, outcome, message }) => (
            <tr key={record}>
              <td className="mono">{record}</td>
              <td>{titlesOf(boards, items).join(', ')}</td>
              <td>
                <span className={outcome === 'refused' ? classes.refused : undefined}>
                  {t(`boards.import.recording.${outcome}`)}
                </span>
                {message !== '' && <div className="small">{message}</div>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
