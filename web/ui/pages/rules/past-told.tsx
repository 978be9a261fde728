import { useTranslation } from 'react-i18next';
import type { ClusterPast } from '../../../contract/rule-past.ts';
import { reasonWords } from '../../i18n/reason-words.ts';
import { instantText } from '../../time/instant-text.ts';
import { useZone } from '../../time/zone.ts';
import classes from './rule-past.module.css';

/** Messages listed; the summary says how many there are. */
const MOST_ROWS = 50;

/** Whom the rule would have told when, and of what: the first messages in order. */
export function PastTold({ past }: { readonly past: ClusterPast }) {
  const { t } = useTranslation();
  const zone = useZone();
  const { told, channels, total } = past.notifications;
  if (told.length === 0) return null;
  const names = new Map(channels.map(({ id, name }) => [id, name]));
  const shown = told.slice(0, MOST_ROWS);
  return (
    <details className={classes.told}>
      <summary>{t('rulePast.told.title')}</summary>
      <table className={classes.table} aria-label={t('rulePast.told.title')}>
        <thead>
          <tr>
            {(['at', 'whom', 'why', 'incidents'] as const).map((column) => (
              <th key={column} scope="col">
                {t(`rulePast.told.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ at, channelId, purpose, incidents }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same may be told twice at one instant
            <tr key={index}>
              <td>{instantText(Date.parse(at), zone)}</td>
              <td className={classes.labels}>{names.get(channelId) ?? channelId}</td>
              <td>{reasonWords(purpose, t)}</td>
              <td>{incidents}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {total > shown.length && (
        <p className="dimmed">{t('rulePast.told.more', { count: total - shown.length })}</p>
      )}
    </details>
  );
}
