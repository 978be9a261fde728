import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { LeftOutBoard } from '../../../../../dashboards/import/object-boards.ts';
import type {
  DashboardImportItem,
  DashboardImportRecording,
} from '../../../../contract/dashboards.ts';
import { useLinkTo } from '../../../scope/use-place.ts';
import classes from './import.module.css';
import { LeftOutBoards } from './left-out-boards.tsx';
import { NeededRecordings } from './needed-recordings.tsx';
import { refusalWords } from './refusal-words.ts';

/** What becomes of each file, or what became of it, and the recording rules that they need. */
export function ImportReport({
  items,
  recordings,
  leftOut,
  isSaved,
}: {
  readonly items: readonly DashboardImportItem[];
  readonly recordings: readonly DashboardImportRecording[];
  readonly leftOut: readonly LeftOutBoard[];
  readonly isSaved: boolean;
}) {
  const { t } = useTranslation();
  const refused = items.filter(({ outcome }) => outcome === 'refused').length;
  const queries = items.reduce((sum, item) => sum + item.queries, 0);
  return (
    <>
      <p role="status">
        {isSaved
          ? t('boards.import.done', { count: items.length - refused })
          : t('boards.import.found', { count: items.length, queries })}
        {refused > 0 && t('boards.import.refused', { count: refused })}
      </p>
      <table className={classes.table} aria-label={t('boards.import.report')}>
        <thead>
          <tr>
            <th scope="col">{t('boards.import.file')}</th>
            <th scope="col">{t('boards.field.title')}</th>
            <th scope="col">{t('boards.import.queries')}</th>
            <th scope="col">{t('boards.import.outcome')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <ReportRow key={item.path} item={item} isSaved={isSaved} />
          ))}
        </tbody>
      </table>
      <LeftOutBoards leftOut={leftOut} />
      <NeededRecordings recordings={recordings} items={items} />
    </>
  );
}

function ReportRow({
  item: { path, title, uid, queries, outcome, message, reason, notes },
  isSaved,
}: {
  readonly item: DashboardImportItem;
  readonly isSaved: boolean;
}) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  return (
    <tr>
      <td className="mono">{path}</td>
      <td>
        {isSaved && outcome !== 'refused' ? (
          <Link to={linkTo(`/dashboards/${uid}`)}>{title}</Link>
        ) : (
          title
        )}
      </td>
      <td className="figures" data-column={t('boards.import.queries')}>
        {queries}
      </td>
      <td>
        <span className={outcome === 'refused' ? classes.refused : undefined}>
          {isSaved ? t(`boards.import.was.${outcome}`) : t(`boards.import.will.${outcome}`)}
        </span>
        {message !== '' && <div className="small">{refusalWords(message, reason, t)}</div>}
        {notes.length > 0 && (
          <details>
            <summary className="small">
              {t('boards.import.notesOf', { count: notes.length })}
            </summary>
            <ul className={`${classes.notes} small`}>
              {notes.map((note) => (
                <li key={`${note.panelId} ${note.message}`}>
                  {note.panelTitle !== '' && <strong>{note.panelTitle}: </strong>}
                  {note.message}
                </li>
              ))}
            </ul>
          </details>
        )}
      </td>
    </tr>
  );
}
