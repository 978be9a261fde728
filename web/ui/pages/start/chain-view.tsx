import {
  IconAlertCircle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleMinus,
  IconClock,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../time/now.ts';
import type { ChainLink, LinkState } from './chain.ts';
import classes from './start.module.css';

const ICONS: Readonly<Record<LinkState, typeof IconClock>> = {
  next: IconCircleDashed,
  now: IconClock,
  done: IconCircleCheck,
  failed: IconAlertCircle,
  skipped: IconCircleMinus,
};

/** What has happened, what happens now, and what is still to come; times are the service's. */
export function Chain({
  links,
  startedAtMs,
  span,
}: {
  readonly links: readonly ChainLink[];
  readonly startedAtMs: number;
  /** How long it must hold, e.g. `4s`. */
  readonly span: string;
}) {
  const { t } = useTranslation();
  const current = links.findLast(({ state }) => state === 'done' || state === 'failed');
  return (
    <>
      <ol className={classes.chain} aria-label={t('start.chain.label')}>
        {links.map((link) => (
          <Link key={link.name} link={link} startedAtMs={startedAtMs} span={span} />
        ))}
      </ol>
      <p className="visually-hidden" role="status">
        {current !== undefined && t(`start.chain.name.${current.name}`, { span })}
      </p>
    </>
  );
}

function Link({
  link,
  startedAtMs,
  span,
}: {
  readonly link: ChainLink;
  readonly startedAtMs: number;
  readonly span: string;
}) {
  const { t } = useTranslation();
  const { name, state, note } = link;
  const Icon = ICONS[state];
  return (
    <li data-link={name} data-state={state}>
      <Icon size={16} aria-hidden />
      <span>
        {t(`start.chain.name.${name}`, { span })}
        <span className="visually-hidden"> ({t(`start.chain.state.${state}`)})</span>
        {state === 'skipped' && <span className="dimmed"> {t('start.chain.skipped')}</span>}
        {note !== null && <span className="dimmed small"> {note}</span>}
      </span>
      <span className={`${classes.when} dimmed figures`}>
        <When link={link} startedAtMs={startedAtMs} />
      </span>
    </li>
  );
}

function When({
  link: { state, atMs },
  startedAtMs,
}: {
  readonly link: ChainLink;
  readonly startedAtMs: number;
}) {
  const { t } = useTranslation();
  const now = useNow(500);
  if (atMs === null) return null;
  if (state === 'done') {
    const seconds = Math.max(0, atMs - startedAtMs) / 1000;
    return t('start.chain.after', { seconds: seconds.toFixed(1) });
  }
  if (state !== 'now') return null;
  const seconds = Math.ceil((atMs - now) / 1000);
  return seconds > 0 ? t('start.chain.within', { seconds }) : t('start.chain.anyMoment');
}
