import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Delivery } from '../../../contract/deliveries.ts';
import { detailWords, reasonWords } from '../../i18n/reason-words.ts';
import { useLinkTo } from '../../scope/use-place.ts';
import { SeverityBadge } from '../../severity/severity-badge.tsx';
import { Instant } from '../../time/instant.tsx';
import classes from './dead-letters.module.css';

interface Props {
  readonly letters: readonly Delivery[];
  /** Ids. */
  readonly chosen: ReadonlySet<string>;
  /** Left out: none can be chosen. */
  readonly onChoose: ((chosen: ReadonlySet<string>) => void) | undefined;
}

const COLUMNS = ['message', 'channel', 'reason', 'attempts', 'queued'] as const;

export function DeadLetterTable({ letters, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const all = letters.map(({ id }) => id);
  const isAll = all.every((id) => chosen.has(id));
  return (
    <table className={classes.table} aria-label={t('deadLetters.title')}>
      <thead>
        <tr>
          {onChoose && (
            <th scope="col">
              <Checkbox
                size="xs"
                checked={isAll}
                aria-label={t('deadLetters.selectAll')}
                onChange={() => onChoose(new Set(isAll ? [] : all))}
              />
            </th>
          )}
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {t(`deadLetters.column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {letters.map((letter) => (
          <DeadLetterRow key={letter.id} letter={letter} chosen={chosen} onChoose={onChoose} />
        ))}
      </tbody>
    </table>
  );
}

function DeadLetterRow({
  letter,
  chosen,
  onChoose,
}: Omit<Props, 'letters'> & { readonly letter: Delivery }) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  const { id, title, severity, incidents, incidentId, channelName, reason, lastAttempt } = letter;
  const toggled = () => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    return next;
  };
  return (
    <tr>
      {onChoose && (
        <td>
          <Checkbox
            size="xs"
            checked={chosen.has(id)}
            aria-label={t('deadLetters.select', { title })}
            onChange={() => onChoose(toggled())}
          />
        </td>
      )}
      <td className={classes.title}>
        <SeverityBadge severity={severity} />{' '}
        <Link className={classes.name ?? ''} to={linkTo(`/incidents/${incidentId}`)}>
          {title}
        </Link>{' '}
        {incidents > 1 && (
          <span className="dimmed">{t('deadLetters.incidents', { count: incidents })}</span>
        )}
      </td>
      <td>{channelName}</td>
      <td>
        {reason !== null && reasonWords(reason, t)}
        {lastAttempt?.detail != null && (
          <div className={`${classes.detail} dimmed`}>{detailWords(lastAttempt.detail, t)}</div>
        )}
      </td>
      <td className="figures" data-column={t('deadLetters.column.attempts')}>
        {letter.attempts}
      </td>
      <td className="dimmed" data-column={t('deadLetters.column.queued')}>
        <Instant at={letter.createdAt} />
      </td>
    </tr>
  );
}
