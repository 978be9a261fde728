import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ChangeImpact } from '../../../../contract/rule-changes.ts';
import { reasonWords } from '../../../i18n/reason-words.ts';
import { useLinkTo } from '../../../scope/use-place.ts';
import { SeverityBadge } from '../../../severity/severity-badge.tsx';
import { Instant } from '../../../time/instant.tsx';
import classes from './impact.module.css';

const SHOWN = 8;

/** Which open incidents would be resolved, why, and who would be told. */
export function ImpactText({ impact }: { readonly impact: ChangeImpact }) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  const { incidents, hidden, channels } = impact;
  const count = incidents.length + hidden;
  if (count === 0) return <p className="dimmed">{t('ruleWork.impact.none')}</p>;
  const more = count - Math.min(SHOWN, incidents.length);
  return (
    <div className={classes.impact} role="status">
      <p>
        {t('ruleWork.impact.resolves', { count })}{' '}
        {incidents[0] !== undefined &&
          t('ruleWork.impact.reason', { reason: reasonWords(incidents[0].reason, t) })}
      </p>
      <ul className={classes.list} aria-label={t('ruleWork.impact.incidents')}>
        {incidents.slice(0, SHOWN).map(({ id, title, severity, startedAt, labels }) => (
          <li key={id}>
            <SeverityBadge severity={severity} />{' '}
            <Anchor component={Link} to={linkTo(`/incidents/${id}`)} size="sm">
              {title}
            </Anchor>{' '}
            <span className="mono dimmed small">{labelText(labels)}</span>{' '}
            <span className="dimmed small">
              <Instant at={startedAt} />
            </span>
          </li>
        ))}
        {more > 0 && <li className="dimmed">{t('ruleWork.impact.more', { count: more })}</li>}
      </ul>
      <Told channels={channels} />
    </div>
  );
}

function Told({ channels }: Pick<ChangeImpact, 'channels'>) {
  const { t } = useTranslation();
  if (channels.length === 0) return <p>{t('ruleWork.impact.nobody')}</p>;
  return (
    <>
      <p>{t('ruleWork.impact.told')}</p>
      <ul className={classes.list} aria-label={t('ruleWork.impact.told')}>
        {channels.map(({ id, name, incidents, silent }) => (
          <li key={id}>
            {name === '' ? id : name}{' '}
            <span className="dimmed small">
              {silent === null
                ? t('ruleWork.impact.ofIncidents', { count: incidents })
                : t('ruleWork.impact.silent', { reason: reasonWords(silent, t) })}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function labelText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .slice(0, 4)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}
